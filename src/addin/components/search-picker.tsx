import { Combobox, Field, Option } from '@fluentui/react-components';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiPath } from '../calls.ts';
import { useDebounced } from './use-debounced.ts';

/** How many proposals are shown at once. */
const SHOWN = 20;

/** A list of the API to search in. */
export interface PickList<Item> {
  path: ApiPath;
  find: (query: { search?: string; id?: string; limit: number }, signal: AbortSignal) => Promise<{ items: Item[] }>;
}

export interface SearchPickerProps<Value, Item extends Value> {
  label: string;
  list: PickList<Item>;
  textOf: (item: Value) => string;
  value: Value | null;
  onChange: (item: Item | null) => void;
  /** What no choice at all is called; without it there is no way back to none. */
  none?: string;
  /** The label is read out and not shown. */
  hideLabel?: boolean;
  error?: string | undefined;
}

/** One of a long list of the API: proposals come as one types. */
export function SearchPicker<Value extends { id: string }, Item extends Value>(props: SearchPickerProps<Value, Item>) {
  const { label, list, textOf, value, onChange, none, hideLabel = false, error } = props;
  const { t } = useTranslation();
  const chosen = value ? textOf(value) : (none ?? '');
  const [text, setText] = useState(chosen);
  const [isOpen, setOpen] = useState(false);
  const search = useDebounced(text === chosen ? '' : text.trim());
  useEffect(() => setText(chosen), [chosen]);
  const found = useQuery({
    queryKey: [list.path, 'pick', search],
    queryFn: ({ signal }) => list.find({ search, limit: SHOWN }, signal),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const items = found.data?.items ?? [];
  return (
    <Field {...(!hideLabel && { label })} {...(error && { validationMessage: error })}>
      <Combobox
        freeform
        style={{ minWidth: 0 }}
        input={{ style: { minWidth: 0, width: '100%' } }}
        {...(hideLabel && { 'aria-label': label })}
        value={text}
        selectedOptions={[value?.id ?? '']}
        open={isOpen}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
        }}
        onOpenChange={(_event, { open }) => {
          setOpen(open);
          if (!open) setText(chosen);
        }}
        onOptionSelect={(_event, { optionValue }) => {
          // Typing anything else takes the selection back; only a choice counts here.
          if (optionValue === undefined) return;
          const item = items.find(({ id }) => id === optionValue) ?? null;
          if (item || none !== undefined) onChange(item);
          setText(item ? textOf(item) : chosen);
        }}
      >
        {none !== undefined && (
          <Option value="" text={none}>
            {none}
          </Option>
        )}
        {items.map((item) => (
          <Option key={item.id} value={item.id} text={textOf(item)}>
            {textOf(item)}
          </Option>
        ))}
        {found.isSuccess && items.length === 0 && (
          <Option disabled value="nothing" text="">
            {t('common.nothingFound')}
          </Option>
        )}
      </Combobox>
    </Field>
  );
}

interface Named {
  id: string;
  fullName: string;
}

const keyOf = (list: PickList<Named>, id: string) => [list.path, 'picked', id] as const;

/** The item whose id is in the address: as it was picked, else as the list returns it, else named by its id. */
export function usePicked<Item extends Named>(list: PickList<Item>, id: string): Item | Named | null {
  const { data, isPending } = useQuery({
    queryKey: keyOf(list, id),
    queryFn: async ({ signal }): Promise<Item | Named> =>
      (await list.find({ id, limit: 1 }, signal)).items[0] ?? { id, fullName: id },
    enabled: id !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (id === '') return null;
  return data ?? { id, fullName: isPending ? '…' : id };
}

/** Caches a picked item before its id goes into the address. */
export function useKeepPicked(list: PickList<Named>): (id: string, picked: Named) => void {
  const queries = useQueryClient();
  return (id, picked) => queries.setQueryData(keyOf(list, id), picked);
}

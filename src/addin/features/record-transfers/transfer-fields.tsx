import { Radio, RadioGroup } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Module, Targets } from '../../../server/core/records/schemas.ts';
import type { Owner } from '../../../server/features/records/schemas.ts';
import { SearchPicker } from '../../components/search-picker.tsx';
import { MODULES } from '../records/module-names.ts';
import { OWNERS } from '../records/owners.tsx';

/** Whom records go to, while it is being chosen. */
export interface TransferChoice {
  kind: 'all' | 'each';
  all: Owner | null;
  each: Partial<Record<Module, Owner | null>>;
}

export const NO_CHOICE: TransferChoice = { kind: 'all', all: null, each: {} };

/** What the server is told; null while nobody is chosen. */
export function toTargets({ kind, all, each }: TransferChoice): Targets | null {
  if (kind === 'all') return all && { all: all.id };
  const chosen = MODULES.flatMap((module): [Module, string][] => {
    const owner = each[module];
    return owner ? [[module, owner.id]] : [];
  });
  return chosen.length === 0 ? null : Object.fromEntries(chosen);
}

export interface TransferFieldsProps {
  value: TransferChoice;
  onChange: (choice: TransferChoice) => void;
}

/** MEM-4, REC-3: all records to one member, or one member for each kind. */
export function TransferFields({ value, onChange }: TransferFieldsProps) {
  const { t } = useTranslation('record-transfers');
  const textOf = ({ fullName }: Owner) => fullName;
  return (
    <>
      <RadioGroup
        value={value.kind}
        aria-label={t('transfers.how')}
        onChange={(_event, { value: kind }) => onChange({ ...value, kind: kind as TransferChoice['kind'] })}
      >
        <Radio value="all" label={t('transfers.all')} />
        <Radio value="each" label={t('transfers.each')} />
      </RadioGroup>
      {value.kind === 'all' ? (
        <SearchPicker
          label={t('transfers.newOwner')}
          list={OWNERS}
          textOf={textOf}
          value={value.all}
          onChange={(all) => onChange({ ...value, all })}
        />
      ) : (
        MODULES.map((module) => (
          <SearchPicker
            key={module}
            label={t(`module.${module}`)}
            list={OWNERS}
            textOf={textOf}
            value={value.each[module] ?? null}
            onChange={(owner) => onChange({ ...value, each: { ...value.each, [module]: owner } })}
            none={t('transfers.stay')}
          />
        ))
      )}
    </>
  );
}

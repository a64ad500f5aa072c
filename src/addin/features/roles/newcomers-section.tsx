import { Field } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { usePlaceName } from '../profiles/use-choices.ts';
import { useNewcomers, useSetNewcomers } from './use-roles.ts';

/** ROLE-1: the role that new members get when nobody chooses one for them. */
export function NewcomersSection() {
  const { t } = useTranslation('roles');
  const notify = useNotify();
  const placeName = usePlaceName();
  const { data, error, refetch } = useNewcomers();
  const save = useSetNewcomers();
  // The present one may be one that the reader could not choose again.
  const roles = data ? [...data.choices.filter(({ id }) => id !== data.id), data] : [];
  const choose = (id: string) => {
    const name = placeName(roles.find((role) => role.id === id)?.name ?? '');
    save.mutate(id, { onSuccess: () => notify.done(t('roles.newcomersSaved', { name })) });
  };
  return (
    <Section title={t('roles.newcomers')}>
      <ProblemMessage error={save.error ?? error} {...(!data && { onRetry: () => void refetch() })} />
      {!data && !error && <RowsPlaceholder count={1} />}
      {data && (
        <Field label={t('role.label')} hint={t('roles.newcomersHint')}>
          <Choice
            value={save.isPending ? save.variables : data.id}
            disabled={save.isPending}
            onChange={(_event, { value }) => choose(value)}
          >
            {roles
              .toSorted((a, b) => a.name.localeCompare(b.name))
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {placeName(name)}
                </option>
              ))}
          </Choice>
        </Field>
      )}
    </Section>
  );
}

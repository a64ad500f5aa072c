import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import type { Extension } from '../../../server/features/extensions/schemas.ts';
import { EXTENSIONS } from '../../../server/platform/extensions.ts';
import { AppLink } from '../../components/app-link.tsx';
import { Choice } from '../../components/choice.tsx';
import { SEARCH, useListState } from '../../components/list/use-list-state.ts';
import { usePaged } from '../../components/list/use-paged.ts';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { PagePlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { useAbilities } from '../../session/session-context.ts';
import { ActivationsTable } from './activations-table.tsx';
import { EditBar } from './edit-bar.tsx';
import { type Picks, useBeginEdit, useExtension } from './use-extensions.ts';

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', gap: '8px 12px', alignItems: 'center' },
  search: { width: '100%', maxWidth: '320px', '@media (max-width: 640px)': { maxWidth: 'none' } },
  choice: { maxWidth: '220px', '@media (max-width: 640px)': { maxWidth: 'none', flexGrow: 1 } },
  list: {
    minHeight: '320px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
  },
});

/** An edit as it began, and whom it has come to. */
interface Edit {
  picks: Picks;
  revision: number;
}

/** EXT-1: for whom an extension works, to be seen and, with licensing by user, to be changed. */
export default function ActivateUsersPage() {
  const { key } = useParams();
  const known = EXTENSIONS.find((each) => each === key);
  const { t } = useTranslation('extensions');
  const { data: extension, error, refetch } = useExtension(known ?? 'mail');
  if (!known) return <Navigate to="/subscription" replace />;
  if (error && !extension) {
    return (
      <Page title={t('licences.titleOf', { extension: t(`extension.${known}`) })}>
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  return extension ? <Users key={known} extension={extension} /> : <PagePlaceholder />;
}

function Users({ extension }: { extension: Extension }) {
  const { key, mode, bought, abilities } = extension;
  const styles = useStyles();
  const { t } = useTranslation('extensions');
  const { manageProfiles } = useAbilities();
  const name = t(`extension.${key}`);
  const [{ search, having }, set] = useListState({ search: SEARCH, having: ['', 'true', 'false'] });
  const [edit, setEdit] = useState<Edit | null>(null);
  const begin = useBeginEdit(key);
  const isEditing = edit !== null;
  // What is being edited is not saved yet, so nothing is filtered by it.
  const list = usePaged('GET /extensions/{key}/members', {
    params: { key },
    query: { search, activated: isEditing ? '' : having },
  });
  const startEdit = () =>
    begin.mutate(undefined, { onSuccess: ({ ids, revision }) => setEdit({ picks: new Set(ids), revision }) });
  return (
    <Page
      title={t('licences.titleOf', { extension: name })}
      lead={t('licences.inUseOf', { used: extension.used, bought })}
      above={<AppLink to="/subscription">{t('page.subscription')}</AppLink>}
      actions={
        abilities.activate &&
        !isEditing && (
          <Button
            appearance="primary"
            icon={<EditRegular />}
            disabledFocusable={begin.isPending}
            onClick={() => startEdit()}
          >
            {t('licences.edit')}
          </Button>
        )
      }
    >
      {mode === 'profile' && (
        <Notice intent="info">
          {t('licences.byProfile')} {manageProfiles && <AppLink to="/profiles">{t('licences.toProfiles')}</AppLink>}
        </Notice>
      )}
      <ProblemMessage error={begin.error} />
      <div className={styles.tools}>
        <SearchField
          className={styles.search}
          label={t('licences.search')}
          value={search}
          onChange={(text) => set({ search: text })}
        />
        {!isEditing && (
          <div className={styles.choice}>
            <Choice
              aria-label={t('licences.filter')}
              value={having}
              onChange={(_event, { value }) => set({ having: value as typeof having })}
            >
              <option value="">{t('licences.everybody')}</option>
              <option value="true">{t('licences.having')}</option>
              <option value="false">{t('licences.lacking')}</option>
            </Choice>
          </div>
        )}
      </div>
      <section className={styles.list} aria-label={t('licences.users', { extension: name })}>
        <ActivationsTable
          label={t('licences.users', { extension: name })}
          list={list}
          isNarrowed={Boolean(search || having)}
          edit={
            edit && {
              picks: edit.picks,
              bought,
              onChange: (picks) => setEdit({ ...edit, picks }),
            }
          }
        />
      </section>
      {edit && (
        <EditBar
          extensionKey={key}
          picks={edit.picks}
          revision={edit.revision}
          bought={bought}
          onAgain={startEdit}
          onDone={() => setEdit(null)}
        />
      )}
    </Page>
  );
}

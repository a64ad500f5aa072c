import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { NewProfileDialog } from './new-profile-dialog.tsx';
import { ProfileMatrix } from './profile-matrix.tsx';
import { useProfiles } from './use-choices.ts';
import { useChangeProfile } from './use-profiles.ts';

const useStyles = makeStyles({
  card: {
    minWidth: 0,
    padding: '8px 0',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow4,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
  },
});

/** What each profile lets its members do, to be seen and changed side by side. */
export default function ProfilesPage() {
  const styles = useStyles();
  const { t } = useTranslation('profiles');
  const { data: profiles, error, refetch } = useProfiles();
  const change = useChangeProfile();
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title={t('page.profiles')}
      lead={t('profiles.lead')}
      actions={
        <Button appearance="primary" icon={<AddRegular />} onClick={() => setCreating(true)}>
          {t('profiles.new')}
        </Button>
      }
    >
      <ProblemMessage error={change.error} />
      <section className={styles.card} aria-label={t('page.profiles')}>
        {error && !profiles && <ProblemMessage error={error} onRetry={() => void refetch()} />}
        {!profiles && !error && <RowsPlaceholder count={6} />}
        {profiles && (
          <ProfileMatrix
            profiles={profiles}
            onSwitch={({ id }, name, isOn) => change.mutate({ id, switches: { [name]: isOn } })}
          />
        )}
      </section>
      {isCreating && <NewProfileDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

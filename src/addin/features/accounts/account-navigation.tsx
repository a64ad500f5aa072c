import { makeStyles } from '@fluentui/react-components';
import { ArchiveFilled, ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { GlobeFilled, GlobeRegular } from '@fluentui/react-icons/svg/globe';
import { KeyFilled, KeyRegular } from '@fluentui/react-icons/svg/key';
import { LaptopFilled, LaptopRegular } from '@fluentui/react-icons/svg/laptop';
import { LockShieldFilled, LockShieldRegular } from '@fluentui/react-icons/svg/lock-shield';
import { MailInboxFilled, MailInboxRegular } from '@fluentui/react-icons/svg/mail-inbox';
import { PersonFilled, PersonRegular } from '@fluentui/react-icons/svg/person';
import { SettingsFilled, SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { Choice } from '../../components/choice.tsx';
import { NavigationLink, NavigationList } from '../../components/frame/navigation-link.tsx';
import { useSession } from '../../session/session-context.ts';

const PARTS = [
  { name: 'personal', to: '/account', icon: PersonRegular, selectedIcon: PersonFilled },
  { name: 'security', to: '/account/security', icon: LockShieldRegular, selectedIcon: LockShieldFilled },
  { name: 'preferences', to: '/account/preferences', icon: SettingsRegular, selectedIcon: SettingsFilled },
  { name: 'sessions', to: '/account/sessions', icon: LaptopRegular, selectedIcon: LaptopFilled },
  { name: 'sites', to: '/account/sites', icon: GlobeRegular, selectedIcon: GlobeFilled },
  { name: 'mailbox', to: '/account/mailbox', icon: MailInboxRegular, selectedIcon: MailInboxFilled },
  { name: 'tokens', to: '/account/tokens', icon: KeyRegular, selectedIcon: KeyFilled },
  { name: 'data', to: '/account/data', icon: ArchiveRegular, selectedIcon: ArchiveFilled },
] as const;

const NARROW = '@media (max-width: 1000px)';

const useStyles = makeStyles({
  links: { position: 'sticky', top: '24px', [NARROW]: { display: 'none' } },
  choice: { display: 'none', [NARROW]: { display: 'block' } },
});

/** The parts of the account: links, or one choice where there is no room for them. */
export function AccountNavigation() {
  const styles = useStyles();
  const { t } = useTranslation('accounts');
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { member } = useSession();
  // A token acts for a member, a mailbox belongs to one.
  const parts = PARTS.filter(({ name }) => (name !== 'tokens' && name !== 'mailbox') || member);
  return (
    <>
      <nav aria-label={t('account.parts')} className={styles.links}>
        <NavigationList>
          {parts.map(({ name, ...part }) => (
            <NavigationLink key={name} {...part} text={t(`account.part.${name}`)} isCurrent={part.to === pathname} />
          ))}
        </NavigationList>
      </nav>
      <div className={styles.choice}>
        <Choice aria-label={t('account.parts')} value={pathname} onChange={(_event, { value }) => void navigate(value)}>
          {parts.map(({ name, to }) => (
            <option key={name} value={to}>
              {t(`account.part.${name}`)}
            </option>
          ))}
        </Choice>
      </div>
    </>
  );
}

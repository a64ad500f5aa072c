import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons/svg/navigation';
import { type ComponentType, lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session-context.ts';
import { firstPage } from '../first-page.ts';
import { logo } from '../starting.tsx';
import { type PassingMessage, PassingMessageContext } from '../use-notify.ts';
import { Account } from './account.tsx';
import { Navigation } from './navigation.tsx';
import { ScrollAreaContext } from './scroll-area.ts';

type PassingMessagesComponent = ComponentType<{ messages: readonly PassingMessage[] }>;

const NavigationDrawer = lazy(() => import('./navigation-drawer.tsx'));
/** Passing messages are a courtesy: where their part cannot be fetched, the page goes on without them. */
const PassingMessages = lazy<PassingMessagesComponent>(() =>
  import('./passing-messages.tsx').catch(() => ({ default: () => null })),
);

type SandboxBadgeComponent = ComponentType<{ className: string }>;

const SandboxBadge = lazy<SandboxBadgeComponent>(() =>
  firstPage.then(() => import('./sandbox-badge.tsx')).catch(() => ({ default: () => null })),
);

const NARROW = '@media (max-width: 860px)';

const useStyles = makeStyles({
  frame: {
    display: 'grid',
    height: '100%',
    gridTemplateColumns: '240px minmax(0, 1fr)',
    gridTemplateRows: '48px minmax(0, 1fr)',
    gridTemplateAreas: '"bar bar" "side main"',
    [NARROW]: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateAreas: '"bar" "main"' },
  },
  bare: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateAreas: '"bar" "main"' },
  bar: {
    gridArea: 'bar',
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    padding: '0 12px 0 16px',
    minWidth: 0,
    backgroundColor: tokens.colorNeutralBackground3,
    [NARROW]: { padding: '0 8px 0 4px' },
  },
  menuButton: { display: 'none', [NARROW]: { display: 'inline-flex' } },
  mark: { borderRadius: tokens.borderRadiusMedium, display: 'block', flexShrink: 0 },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 },
  sandbox: { flexShrink: 0, whiteSpace: 'nowrap', '@media (max-width: 400px)': { display: 'none' } },
  gap: { flexGrow: 1 },
  side: {
    gridArea: 'side',
    padding: '8px',
    overflowY: 'auto',
    backgroundColor: tokens.colorNeutralBackground3,
    [NARROW]: { display: 'none' },
  },
  main: {
    gridArea: 'main',
    overflowY: 'auto',
    backgroundColor: tokens.colorNeutralBackground2,
    borderTopLeftRadius: tokens.borderRadiusXLarge,
    outlineStyle: 'none',
    [NARROW]: { borderTopLeftRadius: 0 },
  },
});

export interface FrameProps {
  children: ReactNode;
  /** For somebody who has no pages to go to. */
  isBare?: boolean;
}

/** What stands around every page of a member: bar, navigation, and the one place that scrolls. */
export function Frame({ children, isBare = false }: FrameProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { organization, sandbox } = useSession();
  const [scrollArea, setScrollArea] = useState<HTMLElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [messages, setMessages] = useState<readonly PassingMessage[]>([]);
  const say = useCallback((message: PassingMessage) => setMessages((before) => [...before, message]), []);
  return (
    <div className={mergeClasses(styles.frame, isBare && styles.bare)}>
      <header className={styles.bar}>
        {!isBare && (
          <Button
            className={styles.menuButton}
            appearance="subtle"
            icon={<NavigationRegular />}
            aria-label={t('frame.openNavigation')}
            aria-expanded={isOpen}
            onClick={() => setOpen(true)}
          />
        )}
        <img className={styles.mark} src={logo} alt="Foyer" width={24} height={24} />
        <Text weight="semibold" className={styles.name}>
          {organization?.name}
        </Text>
        {sandbox && (
          <Suspense>
            <SandboxBadge className={styles.sandbox} />
          </Suspense>
        )}
        <span className={styles.gap} />
        <Account />
      </header>
      {!isBare && (
        <div className={styles.side}>
          <Navigation />
        </div>
      )}
      <main className={styles.main} ref={setScrollArea} tabIndex={-1}>
        <PassingMessageContext value={say}>
          <ScrollAreaContext value={scrollArea}>{children}</ScrollAreaContext>
        </PassingMessageContext>
      </main>
      {isOpen && (
        <Suspense>
          <NavigationDrawer onClose={() => setOpen(false)} />
        </Suspense>
      )}
      {messages.length > 0 && (
        <Suspense>
          <PassingMessages messages={messages} />
        </Suspense>
      )}
    </div>
  );
}

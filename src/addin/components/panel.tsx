import {
  Button,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ScrollAreaContext } from './frame/scroll-area.ts';
import { useFocusReturn } from './use-focus-return.ts';

const useStyles = makeStyles({
  panel: { width: '592px', maxWidth: '100vw', '@media (max-width: 640px)': { width: '100vw' } },
  body: { display: 'flex', flexDirection: 'column', gap: '16px', padding: '8px 0 16px' },
  footer: {
    flexDirection: 'column',
    alignItems: 'stretch',
    gap: '12px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    paddingTop: '16px',
    '@media (max-width: 640px)': { padding: '12px 16px' },
  },
  inner: { '@media (max-width: 640px)': { paddingInline: '16px' } },
});

export interface PanelProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
}

/** A panel from the side, over the page it belongs to; the whole width where it is narrow. */
export function Panel({ title, onClose, children, footer }: PanelProps) {
  useFocusReturn();
  const styles = useStyles();
  const { t } = useTranslation();
  const [scrollArea, setScrollArea] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Foyer`;
    return () => {
      document.title = before;
    };
  }, [title]);
  return (
    <OverlayDrawer open position="end" className={styles.panel} onOpenChange={(_event, { open }) => !open && onClose()}>
      <DrawerHeader className={styles.inner}>
        <DrawerHeaderTitle
          heading={{ as: 'h2' }}
          action={
            <Button appearance="subtle" icon={<DismissRegular />} aria-label={t('common.close')} onClick={onClose} />
          }
        >
          {title}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody ref={setScrollArea} className={styles.inner}>
        <ScrollAreaContext value={scrollArea}>
          <div className={styles.body}>{children}</div>
        </ScrollAreaContext>
      </DrawerBody>
      {footer && <DrawerFooter className={styles.footer}>{footer}</DrawerFooter>}
    </OverlayDrawer>
  );
}

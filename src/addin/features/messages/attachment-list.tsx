import { Link, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons/svg/attach';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../server/features/messages/schemas.ts';
import { apiUrl } from '../../api.ts';

const KILO = 1000;
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

const useStyles = makeStyles({
  title: { margin: 0 },
  list: { display: 'flex', flexDirection: 'column', gap: '8px', listStyleType: 'none', margin: 0, padding: 0 },
  attachment: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** What came with a message, to be downloaded; pictures that stand in the text are not named again. */
export function AttachmentList({ id, attachments }: { id: string; attachments: Message['attachments'] }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation('messages');
  const files = attachments.filter(({ inline }) => !inline);
  if (files.length === 0) return null;
  return (
    <>
      <Subtitle2 as="h3" className={styles.title}>
        {t('message.attachments')}
      </Subtitle2>
      <ul className={styles.list}>
        {files.map(({ number, name, size }) => (
          <li key={number} className={styles.attachment}>
            <AttachRegular aria-hidden />{' '}
            <Link
              href={apiUrl('GET /mail/messages/{id}/attachments/{number}', { params: { id, number } })}
              download={name}
              inline
            >
              {name}
            </Link>{' '}
            <Text size={200} className={styles.quiet}>
              {sizeOf(size, i18n.language)}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}

/** "12 kB", in the largest unit of which there is one. */
function sizeOf(octets: number, language: string): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(octets, 1)) / 3), UNITS.length - 1);
  const format = { style: 'unit', unit: UNITS[step] ?? 'byte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(octets / KILO ** step);
}

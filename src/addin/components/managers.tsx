import { Link, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { useSession } from '../session/session-context.ts';
import { Person } from './person.tsx';

const useStyles = makeStyles({
  group: { display: 'flex', flexDirection: 'column', gap: '8px' },
  title: { margin: 0, color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
});

/** The people who can let somebody in, each with a way to write to them. */
export function Managers({ title }: { title: string }) {
  const styles = useStyles();
  const id = useId();
  const managers = useSession().organization?.managers ?? [];
  if (managers.length === 0) return null;
  return (
    <section className={styles.group} aria-labelledby={id}>
      <Subtitle2 as="h2" id={id} className={styles.title}>
        {title}
      </Subtitle2>
      <ul className={styles.list}>
        {managers.map(({ fullName, loginId }) => (
          <li key={loginId}>
            <Person fullName={fullName} secondary={<Link href={`mailto:${loginId}`}>{loginId}</Link>} wrap />
          </li>
        ))}
      </ul>
    </section>
  );
}

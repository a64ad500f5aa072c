import { Avatar, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { apiUrl } from '../api.ts';

const useStyles = makeStyles({
  person: { display: 'flex', alignItems: 'center', gap: '12px', minWidth: 0 },
  words: { display: 'flex', flexDirection: 'column', minWidth: 0, flexGrow: 1 },
  line: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  wrapped: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export interface PersonProps {
  fullName: string;
  /** Below the name: usually the login ID. */
  secondary?: ReactNode;
  tertiary?: ReactNode;
  /** Whose photo to show; initials stand in for it until it is there, and when there is none. */
  objectId?: string | null;
  size?: 24 | 28 | 32 | 36 | 40 | 48 | 56 | 64 | 72;
  /** The name as a link or heading, when it is more than text. */
  name?: ReactNode;
  /** Breaks long lines instead of cutting them off. */
  wrap?: boolean;
}

/** A person as Microsoft 365 shows one: photo or initials, name, and a line or two below. */
export function Person({ fullName, secondary, tertiary, objectId, size = 32, name, wrap = false }: PersonProps) {
  const styles = useStyles();
  const line = wrap ? styles.wrapped : styles.line;
  return (
    <div className={styles.person}>
      <PersonPhoto fullName={fullName} objectId={objectId ?? null} size={size} />
      <div className={styles.words}>
        <Text weight="semibold" size={size >= 56 ? 500 : 300} className={line}>
          {name ?? fullName}
        </Text>
        {secondary && (
          <Text size={200} className={mergeClasses(line, styles.quiet)}>
            {wrap && typeof secondary === 'string' ? <Breakable text={secondary} /> : secondary}
          </Text>
        )}
        {tertiary && (
          <Text size={200} className={mergeClasses(line, styles.quiet)}>
            {tertiary}
          </Text>
        )}
      </div>
    </div>
  );
}

/** A login ID that does not fit into one line goes on before its `@`. */
function Breakable({ text }: { text: string }) {
  const at = Math.max(text.indexOf('@'), 0);
  return (
    <>
      {text.slice(0, at)}
      <wbr />
      {text.slice(at)}
    </>
  );
}

type PersonPhotoProps = Required<Pick<PersonProps, 'fullName' | 'size'>> & { objectId: string | null };

function PersonPhoto({ fullName, objectId, size }: PersonPhotoProps) {
  const src = objectId && apiUrl('GET /directory/users/{oid}/photo', { params: { oid: objectId } });
  return (
    <Avatar
      aria-hidden
      name={fullName}
      color="colorful"
      size={size}
      {...(src && { image: { src, loading: 'lazy' as const, alt: '' } })}
    />
  );
}

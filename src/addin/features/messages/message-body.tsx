import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../../api.ts';

/** Of the frame, in pixels: before the text is there, and at most. */
const SHORTEST = 160;
const LONGEST = 4000;

const useStyles = makeStyles({
  frame: {
    width: '100%',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    // Messages are written for paper.
    backgroundColor: '#ffffff',
    colorScheme: 'light',
  },
});

/** The text of a message, cleaned by the server, in a frame where nothing can act. */
export function MessageBody({ id, withRemote }: { id: string; withRemote: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation('messages');
  const [height, setHeight] = useState(SHORTEST);
  return (
    <iframe
      className={styles.frame}
      title={t('message.text')}
      src={apiUrl('GET /mail/messages/{id}/body', { params: { id }, query: { remote: withRemote ? 'true' : null } })}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      style={{ height }}
      onLoad={({ currentTarget: { contentDocument } }) => {
        const tall = contentDocument?.documentElement.scrollHeight ?? SHORTEST;
        setHeight(Math.min(Math.max(tall + 2, SHORTEST), LONGEST));
      }}
    />
  );
}

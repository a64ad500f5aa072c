import { Avatar, Button, type ButtonProps, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { HiddenText } from '../hidden-text.tsx';

const useStyles = makeStyles({ button: { minWidth: 0, padding: '2px', borderRadius: '50%' } });

/** Beside the name, what a menu gives the button that opens it. */
type AccountButtonProps = { name: string } & ButtonProps;

/** The avatar of the signed-in person, which opens the account menu. */
export function AccountButton({ name, ...button }: AccountButtonProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <Button
      aria-haspopup="menu"
      {...button}
      className={styles.button}
      appearance="subtle"
      icon={
        <>
          <Avatar aria-hidden name={name} color="colorful" size={32} />
          <HiddenText>{t('frame.account', { name })}</HiddenText>
        </>
      }
    />
  );
}

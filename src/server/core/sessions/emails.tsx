import { defineEmail } from '../../emails/define-email.ts';
import { formatMoment } from '../../emails/format.ts';
import { ActionButton, Facts, Paragraph, Small } from '../../emails/layout.tsx';
import type { Translate } from '../../i18n/translate.ts';
import type { Device } from './schemas.ts';

interface NewDevice {
  fullName: string;
  loginId: string;
  device: Device;
  address: string | null;
  /** ISO 8601. */
  at: string;
}

/** A session was opened from a device that the account did not know; who did not do that can end it at once. */
export const newDeviceEmail = defineEmail<NewDevice>({
  kind: 'new-device',
  isSecurity: true,
  subject: ({ t }) => t('email.newDevice.subject'),
  preview: ({ data, t }) => t('email.newDevice.preview', { device: nameOf(data.device, t) }),
  Body({ data: { fullName: name, loginId, device, address, at }, t, language, publicUrl }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.newDevice.lead')}</Paragraph>
        <Facts
          t={t}
          rows={[
            [t('email.newDevice.loginId'), loginId],
            [t('email.newDevice.device'), nameOf(device, t)],
            [t('email.newDevice.address'), address],
            [t('email.newDevice.when'), formatMoment(at, language)],
          ]}
        />
        <Paragraph>{t('email.newDevice.notYou')}</Paragraph>
        <ActionButton href={`${publicUrl}/account`}>{t('email.newDevice.button')}</ActionButton>
        <Small>{t('email.newDevice.ok')}</Small>
      </>
    );
  },
});

function nameOf({ browser, system }: Device, t: Translate): string {
  if (browser && system) return t('email.newDevice.browserOn', { browser, system });
  return browser || system || t('email.newDevice.unknown');
}

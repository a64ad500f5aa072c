import type { OfficeTheme } from '../../../office-js/protocol.ts';
import type { Theme } from '../place.ts';

/** The colours that Outlook hands to add-ins. */
export const officeThemes: Readonly<Record<Theme, OfficeTheme>> = {
  default: theme('#ffffff', '#242424'),
  dark: theme('#1f1f1f', '#ffffff'),
  contrast: theme('#000000', '#ffffff'),
};

function theme(background: string, foreground: string): OfficeTheme {
  return {
    bodyBackgroundColor: background,
    bodyForegroundColor: foreground,
    controlBackgroundColor: background,
    controlForegroundColor: foreground,
  };
}

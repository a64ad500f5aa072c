import type { Common } from '../app.tsx';
import { go, locales, themes } from '../place.ts';

const themeNames = { default: 'themeDefault', dark: 'themeDark', contrast: 'themeContrast' } as const;
const languageNames = { en: 'English', fr: 'Français' } as const;

/** Switches for theme and language; the app in the frame hears of both. */
export function Looks({ place, t }: Common) {
  return (
    <div className="looks">
      <select
        aria-label={t('theme')}
        value={place.theme}
        onChange={({ target }) => {
          const theme = themes.find((value) => value === target.value);
          if (theme) go({ theme }, { replace: true });
        }}
      >
        {themes.map((theme) => (
          <option key={theme} value={theme}>
            {t(themeNames[theme])}
          </option>
        ))}
      </select>
      <select
        aria-label={t('language')}
        value={place.locale}
        onChange={({ target }) => {
          const locale = locales.find((value) => value === target.value);
          if (locale) go({ locale }, { replace: true });
        }}
      >
        {locales.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {languageNames[locale]}
          </option>
        ))}
      </select>
    </div>
  );
}

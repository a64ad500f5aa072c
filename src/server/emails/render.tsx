import { render, toPlainText } from '@react-email/render';
import { translator } from '../i18n/translate.ts';
import type { Language } from '../platform/permissions.ts';
import type { EmailTemplate } from './define-email.ts';
import { Layout } from './layout.tsx';

export interface RenderedEmail {
  subject: string;
  html: string;
  text: string;
}

/** Names stay as people write them, in headings too. */
const plainText = { selectors: [{ selector: 'h1', options: { uppercase: false } }] };

/** A mail in the reader's language, as HTML and as plain text. */
export async function renderEmail<Ready>(
  template: EmailTemplate<never, Ready>,
  data: Ready,
  language: Language,
  publicUrl: string,
): Promise<RenderedEmail> {
  const t = translator(language);
  const props = { data, t, language, publicUrl };
  const subject = headerText(template.subject(props));
  const { Body } = template;
  const html = await render(
    <Layout language={language} preview={template.preview(props)} title={subject} publicUrl={publicUrl} t={t}>
      <Body {...props} />
    </Layout>,
  );
  return { subject, html, text: toPlainText(html, plainText) };
}

/** One line without control characters: a name that somebody gave themselves can't add a header (RFC 5322, 2.2). */
export function headerText(value: string): string {
  return value
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

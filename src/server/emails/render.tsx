import { compile } from 'html-to-text';
import { renderToStaticMarkup } from 'react-dom/server';
import { translator } from '../i18n/translate.ts';
import type { Language } from '../platform/permissions.ts';
import type { EmailTemplate } from './define-email.ts';
import { headerText, inSubject, unlinked, withForeign } from './foreign-text.ts';
import { Layout } from './layout.tsx';

export interface RenderedEmail {
  subject: string;
  html: string;
  text: string;
}

/** The doctype of react-email, with which Outlook reads the page as XHTML. */
const doctype =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">';

/** Made once, for that takes longer than a mail. Headings are not put in capitals, for they contain names. */
const toPlainText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: '[data-skip-in-text=true]', format: 'skip' },
    { selector: 'a', options: { linkBrackets: false, hideLinkHrefIfSameAsText: true } },
    { selector: 'h1', options: { uppercase: false } },
  ],
});

/**
 * A mail in the reader's language, as HTML and as plain text. react-email's own `render` streams, for which Node 20 tracks
 * every promise of the process from then on (`AsyncLocalStorage`); a mail is short enough to render at once.
 */
export function renderEmail<Ready>(
  template: EmailTemplate<never, Ready>,
  data: Ready,
  language: Language,
  publicUrl: string,
): RenderedEmail {
  const t = translator(language);
  const props = { data, t: withForeign(t, unlinked), language, publicUrl };
  const subject = headerText(template.subject({ ...props, t: withForeign(t, inSubject) }));
  const { Body } = template;
  const page = renderToStaticMarkup(
    <Layout language={language} preview={template.preview(props)} title={subject} publicUrl={publicUrl} t={t}>
      <Body {...props} />
    </Layout>,
  );
  const html = doctype + page;
  return { subject, html, text: toPlainText(html) };
}

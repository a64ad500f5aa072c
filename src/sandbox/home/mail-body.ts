import type { Response } from 'express';
import { escapeHtml } from '../html.ts';
import type { StoredMessage } from '../mailboxes/message.ts';
import type { Sandbox } from '../sandbox.ts';
import { findMessage } from './views.ts';

/**
 * Answers with one message as a document for a frame. No script runs in it, nothing is fetched from elsewhere, and its
 * links open a new tab; deep links of Teams lead to Foyer inside the sandbox.
 */
export function sendMailBody(sandbox: Sandbox, id: string, response: Response): void {
  const message = findMessage(sandbox, id);
  if (!message) return void response.status(404).end();
  const { origin, appUrl } = sandbox.config;
  response
    .set('Content-Security-Policy', contentSecurityPolicy(origin, appUrl()))
    .set('X-Content-Type-Options', 'nosniff')
    .type('html')
    .send(mailDocument(message, origin, appUrl()));
}

function contentSecurityPolicy(origin: string, appUrl: string): string {
  return [
    'sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src data: ${new URL(appUrl).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${origin}`,
  ].join('; ');
}

function mailDocument({ body, subject }: StoredMessage, origin: string, appUrl: string): string {
  const head = '<base target="_blank"><meta name="viewport" content="width=device-width">';
  if (body.contentType === 'text') {
    const style = '<style>body{font:15px/1.5 system-ui,sans-serif;white-space:pre-wrap;overflow-wrap:anywhere}</style>';
    return `<!doctype html><title>${escapeHtml(subject)}</title>${head}${style}<body>${linked(body.content)}</body>`;
  }
  const content = withoutPixels(inShell(body.content, origin), appUrl);
  return /<head[\s>]/i.test(content)
    ? content.replace(/<head(\s[^>]*)?>/i, (tag) => tag + head)
    : `<!doctype html><title>${escapeHtml(subject)}</title>${head}${content}`;
}

/** Pictures from elsewhere stay out, as in Outlook; the policy would stop them too, with a complaint for each. */
function withoutPixels(html: string, appUrl: string): string {
  return html.replace(/<img\b[^>]*\bsrc="(https?:[^"]*)"[^>]*>/gi, (picture, address: string) =>
    URL.canParse(address) && new URL(address).origin === new URL(appUrl).origin ? picture : '',
  );
}

/** Plain text with its addresses made links. */
function linked(text: string): string {
  return escapeHtml(text).replace(
    /https?:\/\/[^\s<>]+[^\s<>.,;:!?)]/g,
    (address) => `<a href="${address}">${address}</a>`,
  );
}

/** In Teams, a deep link opens the app inside Teams; here it opens inside the sandbox. */
function inShell(html: string, origin: string): string {
  return html.replace(/href="(https:\/\/teams\.microsoft\.com\/l\/entity\/[^"]*)"/gi, (_match, address: string) => {
    const url = encodeURIComponent(address.replaceAll('&amp;', '&'));
    return `href="${origin}/open?url=${url}" target="_top"`;
  });
}

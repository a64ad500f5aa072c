import { translator } from '../../i18n/translate.ts';
import type { Language } from '../../platform/permissions.ts';
import type { Services } from '../../platform/services.ts';
import { pictureType } from './attachments.ts';
import { cleanApart } from './clean-apart.ts';
import { type Cleaned, type Cleaning, escapeHtml, namesOfReference, textToHtml } from './clean-html.ts';
import { type Letter, readLetter, type Text, withoutTags } from './letter.ts';
import type { MessageRow } from './model.ts';
import { openSource } from './sources.ts';

/** Longer markup is not laid out, for that would take too long; of a longer plain text the beginning is shown. */
const MAX_LENGTH = 2 * 1024 * 1024;

/** Pictures that stand in the markup itself take no time. */
const inlinePictures = /data:image\/[a-z.+-]+;base64,[A-Za-z0-9+/=\s]+/gi;

interface Body {
  page: string;
  hasRemoteContent: boolean;
}

/** The text of a message as a page of its own, cleaned. */
export async function bodyOf(
  services: Services,
  { _id, attachments, lastText }: MessageRow,
  options: { remote: boolean; language: Language },
): Promise<Body> {
  const { texts } = await readLetter(openSource(services, _id), services.clock.now(), lastText ?? null);
  const pictures = new Map(
    attachments.flatMap((attachment) => {
      const address = `/api/v1/mail/messages/${_id}/attachments/${attachment.number}`;
      const { contentId } = attachment;
      return contentId && pictureType(attachment)
        ? namesOfReference(contentId).map((name) => [name, address] as const)
        : [];
    }),
  );
  return await showTexts(texts, { ...options, pictures });
}

/** A page with these texts, one below the other. */
export async function showTexts(
  texts: Letter['texts'],
  { language, ...cleaning }: Cleaning & { language: Language },
): Promise<Body> {
  const bodies = await Promise.all(texts.map((text) => showText(text, cleaning)));
  const isShortened = bodies.some((body) => body.isShortened);
  const note = isShortened ? [`<p><em>${escapeHtml(translator(language)('mail.tooLong'))}</em></p>`] : [];
  return {
    page: pageOf(language, [...note, ...bodies.map(({ html }) => html)].join('<hr>')),
    hasRemoteContent: bodies.some(({ hasRemoteContent }) => hasRemoteContent),
  };
}

/** The layout where there is one and it can be had, else the plain text, as much of it as can be shown. */
async function showText(
  { isHtml, text, plain }: Text,
  cleaning: Cleaning,
): Promise<Pick<Cleaned, 'html' | 'hasRemoteContent'> & { isShortened: boolean }> {
  const isLong = text.replace(inlinePictures, '').length > MAX_LENGTH;
  const cleaned = isHtml && !isLong ? await cleanApart(text, cleaning) : null;
  if (cleaned) return { ...cleaned, isShortened: false };
  const words = isHtml ? (plain ?? withoutTags(text)) : text;
  const isShortened = isHtml || words.length > MAX_LENGTH;
  return { html: textToHtml(words.slice(0, MAX_LENGTH)), hasRemoteContent: false, isShortened };
}

function pageOf(language: Language, content: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light">
<meta name="viewport" content="width=device-width"><style>
body { margin: 0; padding: 12px; font: 14px/20px 'Segoe UI', system-ui, sans-serif; color: #242424; background: #fff; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; } .plain { white-space: pre-wrap; }
</style></head><body>${content}</body></html>`;
}

import { translator } from '../../i18n/translate.ts';
import type { Language } from '../../platform/permissions.ts';
import type { Services } from '../../platform/services.ts';
import { cleanHtml, escapeHtml, isTooDeep, textToHtml } from './clean-html.ts';
import { decodeText } from './decode-text.ts';
import type { MessageRow } from './model.ts';
import { openSource } from './sources.ts';
import { walkParts } from './walk-parts.ts';

/** A longer text is not shown: cleaning it would keep everybody else waiting. */
const MAX_TEXT_BYTES = 2 * 1024 * 1024;

interface Text {
  isHtml: boolean;
  text: string;
}

/** The text of a message as a page of its own, cleaned. */
export async function bodyOf(
  services: Services,
  row: MessageRow,
  { remote, language }: { remote: boolean; language: Language },
): Promise<{ page: string; hasRemoteContent: boolean }> {
  const texts = row.textSize > MAX_TEXT_BYTES ? null : await readTexts(services, row);
  if (!texts || texts.some(({ isHtml, text }) => isHtml && isTooDeep(text))) {
    const note = translator(language)('mail.tooLong');
    return { page: pageOf(language, `<p>${escapeHtml(note)}</p>`), hasRemoteContent: false };
  }
  const pictures = new Map(
    row.attachments.flatMap(({ contentId, number }) =>
      contentId ? [[contentId, `/api/v1/mail/messages/${row._id}/attachments/${number}`]] : [],
    ),
  );
  let hasRemoteContent = false;
  const sections = shown(texts).map(({ isHtml, text }) => {
    if (!isHtml) return textToHtml(text);
    const cleaned = cleanHtml(text, { remote, pictures });
    hasRemoteContent ||= cleaned.hasRemoteContent;
    return cleaned.html;
  });
  return { page: pageOf(language, sections.join('<hr>')), hasRemoteContent };
}

/**
 * What a reader sees of several texts. A plain text before an HTML one says the same (RFC 2046, section 5.1.4: the
 * plainest comes first); one behind it was added on the way, such as a mailing list's footer.
 */
function shown(texts: readonly Text[]): readonly Text[] {
  const first = texts.findIndex(({ isHtml }) => isHtml);
  return first < 0 ? texts : texts.slice(first);
}

async function readTexts(services: Services, { _id, bodyParts }: MessageRow): Promise<Text[]> {
  const texts: Text[] = [];
  if (bodyParts === 0) return texts;
  await walkParts(openSource(services, _id), async (part) => {
    if (!part.isBody) return true;
    const chunks: Buffer[] = [];
    for await (const chunk of part.content as AsyncIterable<Buffer>) chunks.push(chunk);
    texts.push({ isHtml: part.contentType === 'text/html', text: decodeText(Buffer.concat(chunks), part.charset) });
    return texts.length < bodyParts;
  });
  return texts;
}

function pageOf(language: Language, content: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light">
<meta name="viewport" content="width=device-width"><style>
body { margin: 0; padding: 12px; font: 14px/20px 'Segoe UI', system-ui, sans-serif; color: #242424; background: #fff; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; } .plain { white-space: pre-wrap; }
</style></head><body>${content}</body></html>`;
}

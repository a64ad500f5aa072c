import sanitizeHtml from 'sanitize-html';
import { layOut } from './lay-out.ts';

/** Deeper elements are taken away, their text stays. */
const MAX_DEPTH = 250;

const tags = [
  ...['a', 'abbr', 'address', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'col'],
  ...['colgroup', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font', 'h1', 'h2', 'h3', 'h4', 'h5'],
  ...[
    'h6',
    'hr',
    'i',
    'img',
    'ins',
    'li',
    'ol',
    'p',
    'pre',
    'q',
    's',
    'small',
    'span',
    'strike',
    'strong',
    'sub',
    'sup',
  ],
  ...['table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'u', 'ul', 'wbr'],
];

export interface Cleaning {
  /** Whether pictures may be fetched from elsewhere. */
  remote: boolean;
  /** Where the pictures inside the message are, by content id. */
  pictures: ReadonlyMap<string, string>;
}

export interface Cleaned {
  html: string;
  /** What is read of it, on one line. */
  text: string;
  hasRemoteContent: boolean;
}

/**
 * Somebody's HTML without anything that acts, whoever wrote it and however it is broken.
 * @returns null for what is nested deeper than can be cleaned in a reasonable time.
 */
export function cleanHtml(html: string, { remote, pictures }: Cleaning): Cleaned | null {
  let hasRemoteContent = false;
  const sourceOf = (source: string): string | null => {
    const own = namesOfReference(source).find((name) => pictures.has(name));
    if (own !== undefined) return pictures.get(own) ?? null;
    if (/^data:image\/(png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]*$/.test(source)) return source;
    if (!/^https?:\/\//i.test(source)) return null;
    hasRemoteContent = true;
    return remote ? source : null;
  };
  const laidOut = layOut(html, { sourceOf });
  if (!laidOut) return null;
  const cleaned = sanitizeHtml(laidOut.html, {
    allowedTags: tags,
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'align', 'valign', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      font: ['color', 'face', 'size'],
      table: ['width', 'height', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
      tr: ['bgcolor', 'height'],
      td: ['width', 'height', 'colspan', 'rowspan', 'bgcolor', 'nowrap'],
      th: ['width', 'height', 'colspan', 'rowspan', 'bgcolor', 'nowrap'],
      col: ['width', 'span'],
      ol: ['start', 'type'],
      ul: ['type'],
      li: ['value'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    allowProtocolRelative: false,
    // Nothing but what the layout has written there.
    parseStyleAttributes: false,
    nestingLimit: MAX_DEPTH,
    transformTags: {
      a: (_name, { href = '', ...attributes }) => ({
        tagName: 'a',
        attribs: {
          ...attributes,
          // A place in this installation is nothing that a message could know.
          ...(/^(https?:\/\/|mailto:|tel:)/i.test(href.trim()) && { href: href.trim() }),
          target: '_blank',
          rel: 'noopener noreferrer',
        },
      }),
      img: (_name, { src = '', ...attributes }) => {
        const source = sourceOf(src.trim());
        return {
          tagName: 'img',
          attribs: { ...attributes, alt: attributes.alt ?? '', ...(source && { src: source }) },
        };
      },
    },
  });
  return { html: cleaned, text: laidOut.text, hasRemoteContent };
}

/** By which names a part may be known that is referred to like this. */
export function namesOfReference(written: string): string[] {
  const id = written.replace(/^cid:/i, '').replaceAll('&amp;', '&');
  try {
    return [id, decodeURIComponent(id)];
  } catch {
    return [id];
  }
}

/**
 * Where an address ends in a text (RFC 3986, appendix C): at the bracket or quote that it stands in, else before what
 * ends the sentence. A bracket that it opened itself belongs to it.
 */
function addressesIn(text: string): { at: number; written: string; href: string }[] {
  const found: { at: number; written: string; href: string }[] = [];
  for (const { 0: all, 1: framed, index } of text.matchAll(
    /<(?:URL:)?(https?:\/\/[^<>"\s]+(?:\r?\n[^<>"\s]+)*)>|\bhttps?:\/\/[^\s<>"\u00ab\u00bb\u201c-\u201f]+/gi,
  )) {
    const written = framed ?? withoutEnd(all);
    const at = index + (framed ? all.indexOf(framed) : 0);
    if (/^https?:\/\/[^/?#]/i.test(written)) found.push({ at, written, href: written.replace(/\s+/g, '') });
  }
  return found;
}

function withoutEnd(address: string): string {
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? '';
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    const isOpened = opening && count(address, opening, end) >= count(address, last, end);
    if (isOpened || !/[.,;:!?'*_\u2018\u2019\u2026)\]}]/.test(last)) break;
    if (last === '_' && /[\w]_$/.test(address.slice(0, end))) break;
  }
  return address.slice(0, end);
}

function count(text: string, letter: string, end: number): number {
  return text.slice(0, end).split(letter).length - 1;
}

/** A plain text, with its links. */
export function textToHtml(text: string): string {
  let behind = 0;
  const pieces = addressesIn(text).map(({ at, written, href }) => {
    const before = escapeHtml(text.slice(behind, at));
    behind = at + written.length;
    return `${before}<a href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${escapeHtml(written)}</a>`;
  });
  return `<div class="plain">${pieces.join('')}${escapeHtml(text.slice(behind))}</div>`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

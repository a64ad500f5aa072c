import sanitizeHtml from 'sanitize-html';

/** Deeper markup is written by nobody, and takes parsers a time that grows with the square of its depth. */
const MAX_DEPTH = 500;

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

/** Values without functions: no `url()`, no `expression()`, no `var()`. `rgb()` alone is a colour. */
const plain = [/^[^()\\@;{}]*$/, /^rgba?\([\d\s.,%]*\)$/];

/** What changes how text looks, and nothing that could lay it over something else. */
const styles = Object.fromEntries(
  [
    ...['color', 'background-color', 'background', 'font', 'font-family', 'font-size', 'font-style', 'font-weight'],
    ...['line-height', 'letter-spacing', 'text-align', 'text-decoration', 'text-indent', 'text-transform'],
    ...['vertical-align', 'white-space', 'width', 'max-width', 'height', 'padding', 'padding-top', 'padding-right'],
    ...['padding-bottom', 'padding-left', 'margin', 'margin-top', 'margin-right', 'margin-bottom', 'margin-left'],
    ...['border', 'border-top', 'border-right', 'border-bottom', 'border-left', 'border-color', 'border-style'],
    ...[
      'border-width',
      'border-radius',
      'border-collapse',
      'border-spacing',
      'list-style-type',
      'display',
      'direction',
    ],
  ].map((property) => [property, plain]),
);

interface Cleaning {
  /** Whether pictures may be fetched from elsewhere. */
  remote: boolean;
  /** Where the pictures inside the message are, by content id. */
  pictures: ReadonlyMap<string, string>;
}

/** Somebody's HTML without anything that acts, whoever wrote it and however it is broken. */
export function cleanHtml(html: string, { remote, pictures }: Cleaning): { html: string; hasRemoteContent: boolean } {
  let hasRemoteContent = false;
  const sourceOf = (source: string): string | null => {
    if (/^cid:/i.test(source)) return pictures.get(source.slice(4)) ?? null;
    if (/^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/.test(source)) return source;
    if (!/^https?:\/\//i.test(source)) return null;
    hasRemoteContent = true;
    return remote ? source : null;
  };
  const cleaned = sanitizeHtml(html, {
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
    allowedStyles: { '*': styles },
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
  return { html: cleaned, hasRemoteContent };
}

/** Elements that never hold others, or end by themselves where the next one begins. */
const flat = /^(area|base|br|col|dd|dt|hr|img|input|li|link|meta|option|p|source|tbody|td|tfoot|th|thead|tr|wbr)$/i;

/** Whether the markup is nested deeper than can be cleaned in a reasonable time. */
export function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9:-]*)/gi)) {
    if (flat.test(name)) continue;
    depth = slash ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** A plain text, with its links. */
export function textToHtml(text: string): string {
  const linked = escapeHtml(text).replace(
    /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/gi,
    (url) => `<a href="${url}" target="_blank" rel="noopener noreferrer">${url}</a>`,
  );
  return `<div class="plain">${linked}</div>`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

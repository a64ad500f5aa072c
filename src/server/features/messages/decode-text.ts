import iconv from 'iconv-lite';

/** Labels that mean UTF-8 to whoever wrote them, and to no library. */
const utf8Labels = /^(utf-?8.*|cp-?65001|unicode-1-1-utf-8)$/;

/** No label of an alphabet, or one for letters without accents: the bytes themselves say more. */
const silentLabels =
  /^(|(us-?)?ascii.*|.*646.*|cp-?20127|x?-?unknown.*|unknown-?8bit|x-user-defined|default|7bit|8bit)$/;

/** Codecs of iconv-lite that are no alphabets, and UTF-7, which hides markup from whoever cleans it. */
const noAlphabet = /^(utf-?7.*|unicode-?1-?1-?utf-?7|base64|hex|binary|ucs2hex)$/;

/**
 * Alphabets of seven bits, in which each byte between two shifts is half of a letter (RFC 1843, RFC 1557, RFC 1922): no
 * decoder that is kept up knows them, but with the eighth bit set they are others.
 */
const shifted: readonly { label: RegExp; open: string; close: string; charset: string }[] = [
  { label: /^hz(-gb-?2312)?$/, open: '~{', close: '~}', charset: 'gb2312' },
  { label: /^(cs)?iso-?2022-?kr$/, open: '\u000e', close: '\u000f', charset: 'euc-kr' },
  { label: /^(cs)?iso-?2022-?cn/, open: '\u000e', close: '\u000f', charset: 'gb2312' },
];

/**
 * Text in whichever alphabet a mail has it. Where the label is missing, unknown or plainly wrong, it is read as UTF-8 if
 * that fits, else as Windows-1252, which is what mails that name none, or a wrong one, are written in. The text may be
 * cut in the middle of a letter. NUL is no letter.
 */
export function decodeText(bytes: Buffer, charset: string | null): string {
  return decode(bytes, labelOf(charset)).replaceAll('\0', '');
}

/** HTML says it itself where the header of its part does not (HTML, section 4.2.5.4; XML 1.0, section 4.3.3). */
export function decodeHtml(bytes: Buffer, charset: string | null): string {
  if (!silentLabels.test(labelOf(charset))) return decodeText(bytes, charset);
  const start = bytes.subarray(0, 4096).toString('latin1');
  const [, inMeta, inXml] =
    /<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)|^\s*<\?xml[^>]+encoding\s*=\s*["']([\w:.-]+)/i.exec(start) ?? [];
  // What could be read as far as here is not in UTF-16.
  const named = (inMeta ?? inXml ?? '').replace(/^utf-?(16|32).*/i, 'utf-8');
  return decodeText(bytes, named || null);
}

function labelOf(charset: string | null): string {
  // `'iso-8859-15'`, `windows-1252; format=flowed`.
  const [label = ''] = (charset ?? '').toLowerCase().match(/[a-z0-9][\w:.+-]*/) ?? [];
  return label;
}

function decode(bytes: Buffer, label: string): string {
  const byMark = byteOrderMark(bytes);
  if (byMark) return iconv.decode(bytes, byMark);
  if (utf8Labels.test(label)) return decodeUtf8(bytes);
  if (silentLabels.test(label) || noAlphabet.test(label)) return guess(bytes);
  const shift = shifted.find((each) => each.label.test(label));
  if (shift) return unshift(bytes, shift);
  // Without a mark, RFC 2781 says big-endian and programs write little-endian: iconv-lite looks.
  if (/^(utf-?(16|32)|ucs-?[24])$/.test(label)) return iconv.decode(bytes, label.includes('2') ? label : 'utf-16');
  const decoder = decoderOf(label);
  if (decoder?.encoding === 'windows-1252' || decoder?.encoding === 'iso-8859-15')
    return asUtf8(bytes) ?? run(decoder, bytes);
  if (decoder) return run(decoder, bytes);
  const known = [label, label.replace(/^(x|cs)-?/, ''), label.replace(/^dos-?/, 'cp')].find((each) =>
    iconv.encodingExists(each),
  );
  return known && !noAlphabet.test(known) ? iconv.decode(bytes, known) : guess(bytes);
}

function byteOrderMark(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 4).toString('hex');
  if (start === 'fffe0000') return 'utf-32le';
  if (start === '0000feff') return 'utf-32be';
  if (start.startsWith('fffe')) return 'utf-16le';
  return start.startsWith('feff') ? 'utf-16be' : null;
}

function guess(bytes: Buffer): string {
  return asUtf8(bytes) ?? run(new TextDecoder('windows-1252'), bytes);
}

/** Null where it is something else. */
function asUtf8(bytes: Buffer): string | null {
  try {
    return run(new TextDecoder('utf-8', { fatal: true }), bytes);
  } catch {
    return null;
  }
}

/** A few bytes may be broken; where more are broken than are well, it is not UTF-8, whatever it says. */
function decodeUtf8(bytes: Buffer): string {
  const text = run(new TextDecoder('utf-8'), bytes);
  const broken = text.split('\ufffd').length - 1;
  const well = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return broken > well ? run(new TextDecoder('windows-1252'), bytes) : text;
}

/** As a stream, which does not mind the cut; at once, Node 20 takes Windows-1252 for ISO 8859-1. */
function run(decoder: TextDecoder, bytes: Buffer): string {
  return decoder.decode(bytes, { stream: true });
}

function unshift(bytes: Buffer, { open, close, charset }: (typeof shifted)[number]): string {
  const decoder = new TextDecoder(charset);
  const lettersOf = (text: string) =>
    decoder.decode(Buffer.from(Array.from(text, (letter) => letter.charCodeAt(0) | 0x80)));
  // Designations, such as ESC $ ) C, say which alphabet is meant.
  const [start = '', ...designated] = bytes.toString('latin1').split('\u001b$');
  const [plain = '', ...pieces] = [start, ...designated.map((text) => text.slice(2))].join('').split(open);
  const decoded = pieces.map((piece) => {
    // No shift reaches beyond its line.
    const ends = [piece.indexOf(close), piece.indexOf('\n'), piece.length].filter((end) => end >= 0);
    const end = Math.min(...ends);
    return (
      lettersOf(piece.slice(0, end).trimEnd()) + piece.slice(end + (piece.startsWith(close, end) ? close.length : 0))
    );
  });
  const text = [plain, ...decoded].join('');
  return open === '~{' ? text.replace(/~(?:(~)|\r?\n)/g, '$1') : text;
}

function decoderOf(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

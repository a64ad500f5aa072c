/**
 * Text in whichever encoding a mail has it. An unknown encoding is read as UTF-8 where that fits, else as Windows-1252,
 * which is what mails that name none, or a wrong one, are written in. The text may be cut in the middle of a letter.
 */
export function decodeText(bytes: Buffer, charset: string | null): string {
  const isNamed = charset !== null && !/^(us-)?ascii$/i.test(charset.trim());
  const named = isNamed ? decoderOf(charset) : null;
  if (named) return decode(named, bytes);
  try {
    return decode(new TextDecoder('utf-8', { fatal: true }), bytes);
  } catch {
    return decode(new TextDecoder('windows-1252'), bytes);
  }
}

/** As a stream, which does not mind the cut; at once, Node 20 takes Windows-1252 for ISO 8859-1. */
function decode(decoder: TextDecoder, bytes: Buffer): string {
  return decoder.decode(bytes, { stream: true });
}

function decoderOf(charset: string): TextDecoder | null {
  try {
    return new TextDecoder(charset.trim());
  } catch {
    return null;
  }
}

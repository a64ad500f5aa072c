/**
 * Text in whichever encoding a mail has it. An unknown encoding is read as UTF-8 where that fits, else as Windows-1252,
 * which is what mails that name none, or a wrong one, are written in.
 */
export function decodeText(bytes: Buffer, charset: string | null): string {
  const isNamed = charset !== null && !/^(us-)?ascii$/i.test(charset.trim());
  const named = isNamed ? decoderOf(charset) : null;
  if (named) return named.decode(bytes);
  try {
    // As a stream: it may have been cut in the middle of a letter.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function decoderOf(charset: string): TextDecoder | null {
  try {
    return new TextDecoder(charset.trim());
  } catch {
    return null;
  }
}

/** What one check found: a sentence that says it is well, or what is wrong and what to do. */
export interface Finding {
  /** Which piece of the installation, in one or two words. */
  piece: string;
  ok: boolean;
  sentence: string;
}

export const ok = (piece: string, sentence: string): Finding => ({ piece, ok: true, sentence });
export const wrong = (piece: string, sentence: string): Finding => ({ piece, ok: false, sentence });

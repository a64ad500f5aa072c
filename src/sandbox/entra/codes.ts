import { createHash, randomBytes } from 'node:crypto';
import { EntraError } from './errors.ts';

/** What an authorization code stands for. */
export interface CodeGrant {
  readonly clientId: string;
  readonly personId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly nonce: string | undefined;
  /** When the person was last asked who they are, in seconds since 1970. */
  readonly authTime: number | undefined;
  /** S256 code challenge (RFC 7636), when the request had one. */
  readonly challenge: string | undefined;
}

interface Entry extends CodeGrant {
  readonly expires: number;
  redeemed: boolean;
}

const tenMinutes = 600_000;
const invalid = (code: number, message: string) => new EntraError('invalid_grant', code, message);

/** Authorization codes: good once, for ten minutes. */
export class CodeBook {
  readonly #codes = new Map<string, Entry>();

  issue(grant: CodeGrant): string {
    const now = Date.now();
    for (const [code, entry] of this.#codes) if (entry.expires + tenMinutes < now) this.#codes.delete(code);
    const code = `1.${randomBytes(48).toString('base64url')}`;
    this.#codes.set(code, { ...grant, expires: now + tenMinutes, redeemed: false });
    return code;
  }

  /** @throws EntraError as Entra answers a code that is unknown, used, too old or somebody else's. */
  redeem(code: string, by: { clientId: string; redirectUri: string; verifier: string | undefined }): CodeGrant {
    const entry = this.#codes.get(code);
    if (entry === undefined) throw invalid(9002313, 'Invalid request. Request is malformed or invalid.');
    if (entry.redeemed) {
      throw invalid(
        54005,
        'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
      );
    }
    if (entry.expires < Date.now()) {
      throw invalid(
        70008,
        'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
      );
    }
    if (entry.clientId !== by.clientId) {
      throw invalid(70000, 'Provided grant is invalid or malformed.');
    }
    if (entry.redirectUri !== by.redirectUri) {
      throw invalid(
        500112,
        `The reply address '${by.redirectUri}' does not match the reply address '${entry.redirectUri}' provided when requesting Authorization code.`,
      );
    }
    if (entry.challenge !== challengeOf(by.verifier)) {
      throw invalid(
        501481,
        'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
      );
    }
    entry.redeemed = true;
    return entry;
  }
}

/** RFC 7636 section 4.6. */
function challengeOf(verifier: string | undefined): string | undefined {
  return verifier === undefined ? undefined : createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

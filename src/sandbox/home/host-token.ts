import { EntraError } from '../entra/errors.ts';
import type { HostTokenOptions, HostTokens } from '../entra/tokens.ts';
import type { Person } from '../people/person.ts';

/** What teams-js apps are told when Entra gives no token, by AADSTS number. */
const refusals: Readonly<Record<number, string>> = {
  65001: 'resourceRequiresConsent',
  50076: 'resourceRequiresMfa',
  50057: 'tokenRevoked',
};

/** The token that a host hands to Foyer, or why there is none, in the words of teams-js. */
export async function hostToken(
  sandbox: HostTokens,
  person: Person,
  options: HostTokenOptions,
): Promise<{ readonly token: string } | { readonly refused: string }> {
  try {
    return { token: await sandbox.issueHostToken(person.id, options) };
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return { refused: refusals[error.code] ?? 'invokeError' };
  }
}

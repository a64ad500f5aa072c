import { MicrosoftError, type MicrosoftErrorCode } from '../graph/errors.ts';
import type { Microsoft } from '../graph/microsoft.ts';
import type { Config } from '../server/platform/config.ts';
import { type Finding, ok, wrong } from './finding.ts';

/** What Foyer uses without a signed-in person. `docs/install.md` says what for. */
const permissions = ['User.Read.All', 'ProfilePhoto.Read.All', 'Organization.Read.All'];

const advice: Partial<Record<MicrosoftErrorCode, string>> = {
  client_secret_expired:
    'The client secret has expired: make a new one in the app registration (Certificates & secrets) and set ENTRA_CLIENT_SECRET.',
  client_secret_invalid:
    'ENTRA_CLIENT_SECRET is wrong: it must be the value of the secret, not its ID, and of this app registration.',
  certificate_invalid: 'The certificate is not the one uploaded to the app registration (Certificates & secrets).',
  application_not_found:
    'The tenant does not know the application: check ENTRA_CLIENT_ID, then let an administrator of the tenant consent.',
  consent_required: 'Nobody in the tenant has consented: an administrator has to, at the address below.',
  tenant_not_found: 'There is no such tenant: check --tenant.',
  unavailable:
    'Microsoft could not be reached: check DNS, proxy and firewall for login.microsoftonline.com and graph.microsoft.com, port 443.',
  throttled: 'Microsoft asks to wait: try again in a few minutes.',
  forbidden: 'Microsoft Graph refuses: the permissions are missing, or a policy of the tenant blocks the application.',
};

/** Why Microsoft refused, and what to do. */
export function explainMicrosoft(error: unknown): string {
  if (!(error instanceof MicrosoftError)) throw error;
  const because = error.reason ? ` (${error.reason})` : '';
  return `${advice[error.code] ?? error.message}${because}`;
}

/** Tokens count by the minute, so the clock has to be right. */
export async function checkClock(microsoft: Microsoft): Promise<Finding> {
  const piece = 'clock';
  try {
    const skew = await microsoft.clockSkew();
    if (Math.abs(skew) <= 30) return ok(piece, "The clock agrees with Microsoft's to within 30 seconds.");
    const direction = skew > 0 ? 'ahead of' : 'behind';
    return wrong(
      piece,
      `The clock is ${Math.abs(skew)} seconds ${direction} Microsoft's: turn on time synchronization (NTP).`,
    );
  } catch (error) {
    return wrong(piece, explainMicrosoft(error));
  }
}

/** Credentials, permissions and Graph, in one tenant. */
export async function checkTenant(microsoft: Microsoft, config: Config, tenantId: string): Promise<Finding[]> {
  let granted: string[];
  try {
    granted = await microsoft.grantedPermissions(tenantId);
  } catch (error) {
    return [wrong('sign-in', withConsent(explainMicrosoft(error), error, microsoft, config, tenantId))];
  }
  return [
    ok('sign-in', `Entra takes the credentials of ${config.ENTRA_CLIENT_ID} in tenant ${tenantId}.`),
    checkPermissions(granted, consentAddress(microsoft, config, tenantId)),
    await checkGraph(microsoft, tenantId),
  ];
}

function checkPermissions(granted: string[], consent: string): Finding {
  const piece = 'permissions';
  const missing = permissions.filter((permission) => !granted.includes(permission));
  if (missing.length === 0) return ok(piece, `The application permissions are granted: ${permissions.join(', ')}.`);
  return wrong(
    piece,
    `Application permissions are missing: ${missing.join(', ')}. Add them to the app registration, then let an administrator consent at ${consent}`,
  );
}

async function checkGraph(microsoft: Microsoft, tenantId: string): Promise<Finding> {
  try {
    const { displayName, verifiedDomains } = await microsoft.organization(tenantId);
    return ok('graph', `Microsoft Graph answers for ${displayName} (${verifiedDomains.join(', ')}).`);
  } catch (error) {
    return wrong('graph', explainMicrosoft(error));
  }
}

function withConsent(sentence: string, error: unknown, microsoft: Microsoft, config: Config, tenantId: string): string {
  const helps = error instanceof MicrosoftError && ['consent_required', 'application_not_found'].includes(error.code);
  return helps ? `${sentence} ${consentAddress(microsoft, config, tenantId)}` : sentence;
}

function consentAddress(microsoft: Microsoft, { PUBLIC_URL }: Config, tenantId: string): string {
  const redirectUri = `${PUBLIC_URL ?? 'http://localhost:3000'}/auth/consented`;
  return microsoft.signIn.adminConsentUrl({ tenantId, redirectUri, state: 'doctor' });
}

import { MicrosoftError } from './errors.ts';
import type { Transport } from './transport.ts';

/**
 * By how many seconds this machine's clock is ahead of Microsoft's; negative when behind. The `Date` header has
 * whole seconds and the reply takes its time, so that a second or two mean nothing.
 */
export async function readClockSkew(transport: Transport): Promise<number> {
  const response = await transport.fetch(
    'https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration',
  );
  const theirs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) throw new MicrosoftError('unexpected_reply', 'Microsoft did not say what time it is.');
  return Math.round((Date.now() - theirs) / 1000);
}

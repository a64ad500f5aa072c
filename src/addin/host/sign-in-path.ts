import type { SignInOptions } from './host.ts';

/** The page of Foyer's server that leads to Microsoft's sign-in; a popup comes back to `/sign-in-dialog.html`. */
export function signInPath(
  { returnTo, prompt, loginHint, claims }: SignInOptions,
  { popup }: { popup: boolean },
): string {
  const query = new URLSearchParams(popup ? { popup: '1' } : { returnTo });
  if (prompt) query.set('prompt', prompt);
  if (loginHint) query.set('loginHint', loginHint);
  if (claims) query.set('claims', claims);
  return `/auth/sign-in?${query}`;
}

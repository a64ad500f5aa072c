import type { Session } from '../../server/core/sessions/schemas.ts';
import { type ApiProblem, api, isProblem } from '../api.ts';
import { type Host, HostRefusal, type SignInOptions } from '../host/host.ts';

/** Why a person has to press a button: each has its text in the catalogue under `signIn.<reason>`. */
export type SignInReason =
  | 'session_missing'
  | 'signed_out'
  | 'session_lost'
  | 'silent_failed'
  | 'interaction_required'
  | 'consent_required'
  | 'cancelled'
  | 'popup_blocked'
  | 'sign_in_again'
  | 'site_asks'
  | 'site_means_another'
  | 'account_closed'
  | 'organization_closed';

export type Opening =
  | { status: 'open'; session: Session }
  | { status: 'sign-in'; reason: SignInReason; problem?: ApiProblem }
  /** Microsoft knows the person, whose login ID another account has (INV-6). */
  | { status: 'login_id_taken' }
  | { status: 'failed'; error: unknown };

/** Opens a session without asking the person anything: one try, and one more when the host's token was too old. */
export async function openSession(host: Host): Promise<Opening> {
  return settle(async () => {
    const token = await host.getToken();
    if (token === null) return api('GET /session');
    try {
      return await exchange(token);
    } catch (error) {
      if (!isProblem(error, 'assertion_expired', 'expired_token')) throw error;
      return exchange((await host.getToken()) ?? token);
    }
  });
}

/** What the next sign-in has to ask for, after what went wrong before. */
export function demandsOf(opening: Opening): Pick<SignInOptions, 'prompt' | 'claims'> {
  if (opening.status !== 'sign-in') return {};
  const claims = opening.problem?.claims;
  return { ...(opening.reason === 'consent_required' && { prompt: 'consent' }), ...(claims && { claims }) };
}

/** Opens a session after the person pressed the button, in the host's own window. */
export async function signIn(host: Host, options: SignInOptions): Promise<Opening> {
  return settle(async () => {
    const code = await host.signIn(options);
    return api('POST /session/redeem', { body: { code } });
  });
}

function exchange(token: string): Promise<Session> {
  return api('POST /session', { body: { token } });
}

async function settle(open: () => Promise<Session>): Promise<Opening> {
  try {
    return { status: 'open', session: await open() };
  } catch (error) {
    return opened(error);
  }
}

/** What is left to do after a failure: ask the person, or explain. */
export function opened(error: unknown): Opening {
  if (error instanceof HostRefusal) {
    const { reason } = error;
    if (reason === 'no_answer') return { status: 'failed', error };
    return { status: 'sign-in', reason: reason === 'silent' ? 'silent_failed' : reason };
  }
  if (isProblem(error, 'session_required')) return { status: 'sign-in', reason: 'session_missing' };
  if (isProblem(error, 'microsoft_account_unavailable')) {
    return { status: 'sign-in', reason: 'session_missing', problem: error };
  }
  if (isProblem(error, 'interaction_required', 'consent_required')) {
    return { status: 'sign-in', reason: error.code as SignInReason, problem: error };
  }
  if (isProblem(error, 'login_id_taken')) return { status: 'login_id_taken' };
  return { status: 'failed', error };
}

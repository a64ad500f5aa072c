import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Session } from '../../server/core/sessions/schemas.ts';
import { PROBLEM_STATUS } from '../../server/platform/problem-codes.ts';
import { ApiProblem, api, type FailureCode, isProblem } from '../api.ts';
import { useHost } from '../host/use-host.ts';
import {
  demandsOf,
  type Opening,
  opened,
  openSession,
  type SignInReason,
  signIn as signInWith,
} from './open-session.ts';
import { SessionContext, type SessionControls, type SessionState } from './session-context.ts';

/** A session lost twice within this time (milliseconds) is not opened again by itself: cookies are blocked. */
const LOOP_GUARD = 10_000;

/** Opens the session at the start and keeps it open; every page reads it from here. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const host = useHost();
  const queries = useQueryClient();
  const [state, setState] = useState<SessionState>({ status: 'opening' });
  const reopenedAt = useRef(Number.NEGATIVE_INFINITY);
  const lastDemands = useRef<ReturnType<typeof demandsOf>>({});
  if (state.status !== 'opening') lastDemands.current = demandsOf(state);

  const reopen = useCallback(async () => {
    setState({ status: 'opening' });
    setState(withSignInError(await openSession(host)));
  }, [host]);

  const refresh = useCallback(async () => {
    const session = await api('GET /session');
    setState({ status: 'open', session });
  }, []);

  const recover = useCallback(async () => {
    if (performance.now() - reopenedAt.current < LOOP_GUARD) {
      return setState({ status: 'sign-in', reason: 'session_lost' });
    }
    reopenedAt.current = performance.now();
    const opening = await openSession(host);
    setState(opening);
    if (opening.status === 'open') await queries.invalidateQueries();
  }, [host, queries]);

  const signIn = useCallback<SessionControls['signIn']>(
    async ({ selectAccount = false, isAgain = false, isSilent = false, loginHint } = {}) => {
      const prompt = isSilent ? 'none' : isAgain ? 'login' : 'select_account';
      const demands = isSilent || isAgain || selectAccount ? ({ prompt } as const) : lastDemands.current;
      const hint = loginHint === undefined ? {} : { loginHint };
      const opening = await signInWith(host, { returnTo: window.location.pathname, ...demands, ...hint });
      // Who is signed in and closes the window is as they were.
      if (isAgain && opening.status === 'sign-in' && opening.reason === 'cancelled') return false;
      if (opening.status === 'open') queries.clear();
      setState(opening);
      return opening.status === 'open';
    },
    [host, queries],
  );

  const enter = useCallback(
    (session: Session) => {
      queries.clear();
      setState({ status: 'open', session });
    },
    [queries],
  );

  const leave = useCallback(
    (reason: SignInReason) => {
      queries.clear();
      setState({ status: 'sign-in', reason });
    },
    [queries],
  );

  const signOut = useCallback(async () => {
    await api('DELETE /session');
    leave('signed_out');
  }, [leave]);

  useEffect(() => void reopen(), [reopen]);
  useEffect(() => {
    const shutOut = (problem: ApiProblem) => setState(opened(problem));
    return onRefusal(queries, { lost: recover, changed: refresh, shutOut });
  }, [queries, recover, refresh]);

  const controls = useMemo(
    () => ({ state, reopen, refresh, signIn, enter, signOut, leave }),
    [state, reopen, refresh, signIn, enter, signOut, leave],
  );
  return <SessionContext value={controls}>{children}</SessionContext>;
}

/** A browser comes back from a failed sign-in with the problem's code in the address. */
function withSignInError(opening: Opening): Opening {
  const code = new URLSearchParams(window.location.search).get('signInError');
  // A sign-in that met an existing account is resolved first, even when an older session is still open.
  if (code === 'login_id_taken') return { status: code };
  if (!code || opening.status !== 'sign-in') return opening;
  return { ...opening, problem: new ApiProblem(code in PROBLEM_STATUS ? (code as FailureCode) : 'unexpected', 401) };
}

/** Listens to every call: an ended session is opened again, a lost right is read again, the last word is shown. */
function onRefusal(
  queries: QueryClient,
  {
    lost,
    changed,
    shutOut,
  }: Record<'lost' | 'changed', () => Promise<void>> & { shutOut: (problem: ApiProblem) => void },
) {
  const hear = (error: unknown) => {
    if (isProblem(error, 'session_required')) void lost();
    if (isProblem(error, 'microsoft_account_unavailable')) shutOut(error);
    if (isProblem(error, 'membership_required', 'member_inactive')) void changed().catch(() => undefined);
  };
  const stopQueries = queries.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') hear(event.action.error);
  });
  const stopMutations = queries.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') hear(event.action.error);
  });
  return () => {
    stopQueries();
    stopMutations();
  };
}

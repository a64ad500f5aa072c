import { createContext, useContext } from 'react';
import type { Session } from '../../../server/features/sessions/schemas.ts';
import type { Opening } from './open-session.ts';

export type SessionState = { status: 'opening' } | Opening;

export interface SessionControls {
  state: SessionState;
  /** Opens the session again from the start. */
  reopen(): Promise<void>;
  /** Reads the session again, after something changed what the person is or may do. */
  refresh(): Promise<void>;
  /** Sign-in by the person's own click. */
  signIn(options?: { selectAccount?: boolean }): Promise<void>;
  signOut(): Promise<void>;
}

export const SessionContext = createContext<SessionControls | null>(null);

export function useSessionControls(): SessionControls {
  const controls = useContext(SessionContext);
  if (!controls) throw new TypeError('useSessionControls needs a SessionProvider');
  return controls;
}

/** The open session. Only for what is shown to somebody signed in. */
export function useSession(): Session {
  const { state } = useSessionControls();
  if (state.status !== 'open') throw new TypeError('useSession needs an open session');
  return state.session;
}

import { createContext, useContext, useMemo } from 'react';
import type { Session } from '../../server/core/sessions/schemas.ts';
import { PERMISSIONS, type Permission } from '../../server/platform/permissions.ts';
import type { Opening, SignInReason } from './open-session.ts';

export interface SignInOptions {
  /** Offers other accounts than the one that Microsoft knows. */
  selectAccount?: boolean;
  /** Asks who is signed in already to prove it again. */
  isAgain?: boolean;
  /** `prompt=none`: without a session at Microsoft the person comes back not signed in. */
  isSilent?: boolean;
  /** Who is signing in, as far as they have said. */
  loginHint?: string;
}

export type SessionState = { status: 'opening' } | Opening;

export interface SessionControls {
  state: SessionState;
  /** Opens the session again from the start. */
  reopen(): Promise<void>;
  /** Reads the session again, after something changed what the person is or may do. */
  refresh(): Promise<void>;
  /** Sign-in with Microsoft. Resolves with whether there is a new session. */
  signIn(options?: SignInOptions): Promise<boolean>;
  /** Goes on with a session that a page has just opened, by a password. */
  enter(session: Session): void;
  signOut(): Promise<void>;
  /** Shows the sign-in page and why, where the session has ended or another has to take its place. */
  leave(reason: SignInReason): void;
}

export const SessionContext = createContext<SessionControls | null>(null);

export function useSessionControls(): SessionControls {
  const controls = useContext(SessionContext);
  if (!controls) throw new TypeError('useSessionControls needs a SessionProvider');
  return controls;
}

/** The open session. Only for components shown to a signed-in person. */
export function useSession(): Session {
  const { state } = useSessionControls();
  if (state.status !== 'open') throw new TypeError('useSession needs an open session');
  return state.session;
}

export type Abilities = Readonly<Record<Permission, boolean>>;

/**
 * What the signed-in person may do, as the server said. Navigation and pages show and hide by it (and by the
 * `abilities` that each resource carries), never by the name of a profile or role.
 */
export function useAbilities(): Abilities {
  const { permissions } = useSession();
  return useMemo(() => abilitiesOf(permissions), [permissions]);
}

export function abilitiesOf(permissions: readonly Permission[]): Abilities {
  const held = new Set(permissions);
  return Object.fromEntries(PERMISSIONS.map((permission) => [permission, held.has(permission)])) as Abilities;
}

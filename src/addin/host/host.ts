import type { Language } from '../../server/platform/permissions.ts';
import type { OpenItem } from './open-message.ts';

export type HostTheme = 'light' | 'dark' | 'contrast';

export type HostName = 'teams' | 'office' | 'browser';

/** What Foyer needs of whatever shows it: Teams, Outlook and Microsoft 365; an Office task pane; a browser. */
export interface Host {
  readonly name: HostName;
  readonly language: Language;
  readonly theme: HostTheme;
  /** Where a deep link leads inside Foyer, such as `/join-requests/ID`; null opens the first page. */
  readonly startPath: string | null;
  /** What is open beside Foyer, in Outlook; null everywhere else. */
  readonly openItem: OpenItem | null;
  /** Calls `listener` whenever the person changes the theme of the host. Returns what stops it. */
  onThemeChange(listener: (theme: HostTheme) => void): () => void;
  /**
   * A token of the person for Foyer's server, got without asking them anything.
   * Null in a browser, where the session cookie is all there is.
   * @throws {HostRefusal} when the host can't without asking.
   */
  getToken(): Promise<string | null>;
  /**
   * Lets the person sign in, consent or prove who they are. Resolves with a one-time code for
   * `POST /session/redeem`; in a browser it leaves the page instead and never resolves.
   * @throws {HostRefusal} `cancelled` when the person closed the window.
   */
  signIn(options: SignInOptions): Promise<string>;
  /** Tells the host that something is on the screen. */
  ready(): void;
}

export interface SignInOptions {
  /** Path to come back to, for hosts that leave the page. */
  returnTo: string;
  /**
   * `select_account` offers other accounts, `login` asks for a proof again, `consent` asks for what was not allowed yet; `none` asks nothing, and comes
   * back without a session where something would have to be asked.
   */
  prompt?: 'select_account' | 'login' | 'consent' | 'none';
  /** Who is signing in, as far as they have said. */
  loginHint?: string;
  /** What Microsoft Entra asked for when it refused, as JSON. */
  claims?: string;
}

export type HostRefusalReason = 'cancelled' | 'silent' | 'no_answer' | 'popup_blocked';

/** The host did not give what was asked. `detail` is the host's own word, for the console only. */
export class HostRefusal extends Error {
  readonly reason: HostRefusalReason;

  constructor(reason: HostRefusalReason, detail = '') {
    super(detail || reason);
    this.name = 'HostRefusal';
    this.reason = reason;
  }
}

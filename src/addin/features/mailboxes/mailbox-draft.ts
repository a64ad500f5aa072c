import type {
  Mailbox,
  MailProtocol,
  MailSecurity,
  MailSharing,
  Provider,
  SaveMailbox,
} from '../../../server/features/mailboxes/schemas.ts';
import type { FailureCode } from '../../api.ts';

export const PROTOCOLS = ['pop3', 'imap'] as const satisfies readonly MailProtocol[];
export const SECURITIES = ['tls', 'starttls', 'none'] as const satisfies readonly MailSecurity[];
export const SHARINGS = ['private', 'folders', 'full'] as const satisfies readonly MailSharing[];

/** A mailbox being edited. */
export interface MailboxDraft {
  address: string;
  protocol: MailProtocol;
  security: MailSecurity;
  host: string;
  /** As it is typed. */
  port: string;
  userName: string;
  password: string;
  sharing: MailSharing;
}

export type MailboxField = keyof MailboxDraft;

/** The ports that are registered for these protocols (RFC 8314, section 7). */
const PORTS: Record<MailProtocol, Record<MailSecurity, number>> = {
  pop3: { tls: 995, starttls: 110, none: 110 },
  imap: { tls: 993, starttls: 143, none: 143 },
};

/** What is kept, or for a first time what is most common. */
export function draftOf({ address, protocol, security, host, port, userName, sharing }: Mailbox): MailboxDraft {
  return {
    address: address ?? '',
    protocol: protocol ?? 'pop3',
    security: security ?? 'tls',
    host: host ?? '',
    port: String(port ?? PORTS.pop3.tls),
    userName: userName ?? '',
    password: '',
    sharing: sharing ?? 'full',
  };
}

/** MAIL-5: of a locked mailbox only the password is the reader's to change, whatever they had changed before. */
export function withLock(draft: MailboxDraft, kept: Mailbox): MailboxDraft {
  return kept.locked ? { ...draftOf(kept), password: draft.password } : draft;
}

/** The server of a provider: the one that speaks the draft's protocol, else the likeliest. */
export function withProvider(draft: MailboxDraft, providers: readonly Provider[]): MailboxDraft {
  const provider = providers.find(({ protocol }) => protocol === draft.protocol) ?? providers[0];
  if (!provider) return draft;
  const { protocol, host, port, security, userName } = provider;
  return { ...draft, protocol, host, port: String(port), security, userName };
}

/** Another protocol or kind of encryption brings its usual port, unless a port of one's own stands there. */
export function withTransport(
  draft: MailboxDraft,
  change: Partial<Pick<MailboxDraft, 'protocol' | 'security'>>,
): MailboxDraft {
  const after = { ...draft, ...change };
  const isUsual = draft.port === String(PORTS[draft.protocol][draft.security]);
  return isUsual ? { ...after, port: String(PORTS[after.protocol][after.security]) } : after;
}

/** A kept password is never sent to another server: it has to be typed in again. */
export function needsPassword(draft: MailboxDraft, kept: Mailbox): boolean {
  const { protocol, host, port, security, userName } = draftOf(kept);
  return (
    !kept.configured ||
    draft.protocol !== protocol ||
    draft.host.trim().toLowerCase() !== host ||
    draft.port.trim() !== port ||
    draft.security !== security ||
    draft.userName.trim() !== userName
  );
}

export function bodyOf({ password, port, ...draft }: MailboxDraft): SaveMailbox {
  return { ...draft, port: Number(port), ...(password !== '' && { password }) };
}

/** Beside which field a failure of the connection is said. */
const FIELD_OF: Partial<Record<FailureCode, MailboxField>> = {
  mail_host_unknown: 'host',
  mail_host_forbidden: 'host',
  mail_certificate: 'host',
  mail_busy: 'host',
  mail_port_forbidden: 'port',
  mail_refused: 'port',
  mail_tls_unavailable: 'security',
  mail_tls_required: 'security',
  mail_credentials: 'password',
};

export function fieldOfProblem(code: FailureCode): MailboxField | undefined {
  return FIELD_OF[code];
}

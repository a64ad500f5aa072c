/** What can be wrong with a mail server, each as precisely as the person who set it up can mend it. */
export const MAIL_TROUBLES = [
  'mail_host_unknown',
  'mail_host_forbidden',
  'mail_port_forbidden',
  'mail_refused',
  'mail_timeout',
  'mail_certificate',
  'mail_tls_unavailable',
  'mail_tls_required',
  'mail_protocol',
  'mail_credentials',
  'mail_busy',
  'mail_dropped',
  'mail_too_large',
  'mail_no_uidl',
] as const;

export type MailTrouble = (typeof MAIL_TROUBLES)[number];

/** A mail server that could not be used. */
export class MailServerError extends Error {
  readonly code: MailTrouble;

  constructor(code: MailTrouble, cause?: unknown) {
    super(code, { cause });
    this.name = 'MailServerError';
    this.code = code;
  }
}

/** Node's codes for a certificate that nobody has to trust. */
const certificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
  'HOSTNAME_MISMATCH',
  'INVALID_PURPOSE',
  'INVALID_CA',
]);

const byCode: Record<string, MailTrouble> = {
  ENOTFOUND: 'mail_host_unknown',
  EAI_AGAIN: 'mail_host_unknown',
  ENODATA: 'mail_host_unknown',
  ECONNREFUSED: 'mail_refused',
  EHOSTUNREACH: 'mail_refused',
  ENETUNREACH: 'mail_refused',
  EADDRNOTAVAIL: 'mail_refused',
  EACCES: 'mail_refused',
  ETIMEDOUT: 'mail_timeout',
  // ImapFlow's own.
  CONNECT_TIMEOUT: 'mail_timeout',
  GREETING_TIMEOUT: 'mail_timeout',
  UPGRADE_TIMEOUT: 'mail_timeout',
  ETIMEOUT: 'mail_timeout',
};

/** Says what an error of Node or ImapFlow means; `mail_dropped` for whatever ends a connection otherwise. */
export function asMailServerError(error: unknown): MailServerError {
  if (error instanceof MailServerError) return error;
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  const name = typeof code === 'string' ? code : '';
  const known = byCode[name];
  if (known) return new MailServerError(known, error);
  if (certificateCodes.has(name) || name.startsWith('CERT_')) return new MailServerError('mail_certificate', error);
  if (name.startsWith('ERR_SSL_') || name === 'EPROTO') return new MailServerError('mail_tls_unavailable', error);
  if (name.startsWith('ParserError') || name === 'InvalidResponse') return new MailServerError('mail_protocol', error);
  // Several addresses of one name, each with its own failure: the first one tells.
  if (Array.isArray(errors) && errors.length > 0) return asMailServerError(errors[0]);
  return new MailServerError('mail_dropped', error);
}

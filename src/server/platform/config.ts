import { z } from 'zod';
import { isNetwork } from '../mail-servers/addresses.ts';
import { isKey } from './secrets.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const secret = z.string().min(1);

/** One origin, e.g. `https://foyer.example.com`: no path, no trailing slash. */
const origin = z
  .url({ protocol: /^https?$/ })
  .transform((value) => new URL(value))
  .refine((url) => url.pathname === '/' && !url.search && !url.hash, 'must be an origin without a path')
  .transform((url) => url.origin);

const list = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(origin));

/** Networks in CIDR form, separated by commas. */
const networks = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter(Boolean))
  .refine((all) => all.every(isNetwork), 'must be networks such as 10.1.0.0/16');

/** The ports of POP3 and IMAP, with TLS from the beginning and without (RFC 8314, section 7). */
const MAIL_PORTS = [110, 143, 993, 995];

/** Further ports and ranges of them beside `MAIL_PORTS`: `1110, 2000-2099`. */
const mailPorts = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter(Boolean))
  .transform((entries, context) =>
    entries.map((entry): PortRange => {
      const [, from = '', to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(entry) ?? [];
      const range = { from: Number(from), to: Number(to) };
      if (range.from >= 1 && range.from <= range.to && range.to <= 65_535) return range;
      context.addIssue({ code: 'custom', message: 'must be ports or ranges such as 1110,2000-2099' });
      return range;
    }),
  )
  .transform((ranges) => [...MAIL_PORTS.map((each): PortRange => ({ from: each, to: each })), ...ranges]);

/** Ports that belong together, both ends included. */
export interface PortRange {
  from: number;
  to: number;
}

interface NamedServer {
  domain: string;
  protocol: 'pop3' | 'imap';
  security: 'tls' | 'starttls';
  host: string;
  port: number;
}

/** Mail servers by the domain of the addresses: `example.com=pop3s://mail.example.com:995`, separated by commas. */
const mailServers = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter(Boolean))
  .transform((entries, context) =>
    entries.flatMap((entry): NamedServer[] => {
      const [, domain, protocol, isSecure, host, portText] =
        /^([^=@/\s]+)=(pop3|imap)(s?):\/\/([^:/\s]+):(\d{1,5})$/.exec(entry) ?? [];
      if (domain && host && (protocol === 'pop3' || protocol === 'imap')) {
        const security = isSecure ? 'tls' : 'starttls';
        return [{ domain: domain.toLowerCase(), protocol, security, host, port: Number(portText) }];
      }
      context.addIssue({ code: 'custom', message: 'must be like example.com=pop3s://mail.example.com:995' });
      return [];
    }),
  );

/** What encrypts secrets at rest; several, separated by commas, while keys are changed: the first one seals. */
export const secretsKey = z
  .string()
  .transform((value) => value.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every(isKey), 'must be 32 bytes in base64, as `openssl rand -base64 32` prints');

const environmentSchema = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
    FOYER_PORT: port.default(3000),
    FOYER_HOST: z.string().default('127.0.0.1'),
    PUBLIC_URL: origin.optional(),
    MONGODB_URI: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
      .optional(),
    DATA_DIR: z.string().min(1).default('./data'),
    ENTRA_CLIENT_ID: z.guid(),
    ENTRA_TENANT_ID: z.guid().optional(),
    ENTRA_CLIENT_SECRET: secret.optional(),
    ENTRA_CERTIFICATE_FILE: z.string().optional(),
    ENTRA_CERTIFICATE_KEY_FILE: z.string().optional(),
    MICROSOFT_ORIGIN: origin.optional(),
    HOST_ORIGINS: list.default([]),
    MAIL_TRANSPORT: z.enum(['graph', 'smtp']).default('graph'),
    MAIL_FROM: z.email(),
    MAIL_TENANT_ID: z.guid().optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\/./, 'must begin with smtp:// or smtps://')
      .optional(),
    /** What the mailbox MAIL_FROM may send; unless set, what Exchange Online allows by Graph, and no limit by SMTP. */
    MAIL_PER_MINUTE: z.coerce.number().int().min(1).optional(),
    MAIL_PER_DAY: z.coerce.number().int().min(1).optional(),
    SECRETS_KEY: secretsKey.optional(),
    /** Where the ends of the audit chains go once a day (AUD-3). */
    AUDIT_ANCHOR_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** Private networks in which members' mail servers may be; those in the clear too. */
    MAIL_ALLOWED_NETWORKS: networks.default([]),
    /** Networks in which no mail server may be, beside the private ones. */
    MAIL_DENIED_NETWORKS: networks.default([]),
    /** Where members' mail servers may listen, beside the registered ports. */
    MAIL_ALLOWED_PORTS: mailPorts.prefault(''),
    /** How often in an hour a member may try a mail server in vain. */
    MAIL_TRIES: z.coerce.number().int().min(1).default(10),
    /** PEM file of authorities that sign the certificates of mail servers, beside the usual ones. */
    MAIL_CA_FILE: z.string().optional(),
    MAIL_SERVERS: mailServers.default([]),
    /** Of silence, before a mail server counts as hanging. */
    MAIL_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(30_000),
    /** What Prometheus shows as a bearer token to read `/metrics`. */
    METRICS_TOKEN: z.string().min(16).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
    INVITATION_DAYS: z.coerce.number().int().min(1).max(90).default(14),
    ASK_AGAIN_DAYS: z.coerce.number().int().min(0).max(365).default(7),
    /** How long a session lasts. Inside Microsoft 365 another one is opened without a question. */
    SESSION_HOURS: z.coerce.number().int().min(1).max(720).default(24),
    /** How long a session lasts that nobody uses. */
    SESSION_IDLE_HOURS: z.coerce.number().int().min(1).max(720).default(12),
    /** Calls in a minute for a session, and sign-ins in a minute from an address. */
    RATE_LIMIT_CALLS: z.coerce.number().int().min(1).default(1200),
    RATE_LIMIT_SIGN_INS: z.coerce.number().int().min(1).default(600),
    /** How many keys a device tries for the proof of work of GET /captcha, on average. */
    CAPTCHA_WORK: z.coerce.number().int().min(1).max(100_000).default(800),
    /** How much an imported file may have, and what one member imports in a day. */
    IMPORT_FILE_MB: z.coerce.number().int().min(1).max(1000).default(100),
    IMPORT_DAY_MB: z.coerce.number().int().min(1).max(100_000).default(500),
    SEATS_AT_START: z.coerce.number().int().min(1).max(1_000_000).default(5),
  })
  .superRefine((env, context) => {
    const need = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (!env.ENTRA_CLIENT_SECRET && !(env.ENTRA_CERTIFICATE_FILE && env.ENTRA_CERTIFICATE_KEY_FILE)) {
      need('ENTRA_CLIENT_SECRET', 'is missing (or give ENTRA_CERTIFICATE_FILE and ENTRA_CERTIFICATE_KEY_FILE)');
    }
    if (env.MAIL_TRANSPORT === 'smtp' && !env.SMTP_URL) need('SMTP_URL', 'is missing, and MAIL_TRANSPORT is smtp');
    if (env.MAIL_TRANSPORT === 'graph' && !env.MAIL_TENANT_ID) {
      need('MAIL_TENANT_ID', 'is missing, and MAIL_TRANSPORT is graph: it is the tenant of the mailbox MAIL_FROM');
    }
    if (env.NODE_ENV === 'production' && !env.PUBLIC_URL?.startsWith('https://')) {
      need('PUBLIC_URL', 'must be an https address in production');
    }
    if (env.NODE_ENV === 'production' && env.MICROSOFT_ORIGIN) {
      need('MICROSOFT_ORIGIN', 'is for trials and must not be set in production');
    }
    if (env.NODE_ENV === 'production') {
      if (!env.MONGODB_URI) need('MONGODB_URI', 'is missing, and NODE_ENV is production');
      if (!env.SECRETS_KEY) need('SECRETS_KEY', 'is missing, and NODE_ENV is production');
    }
  });

export type Config = z.infer<typeof environmentSchema>;

/**
 * Reads and checks the environment once, at the start.
 * @throws {ConfigError} one sentence for each variable that is missing or wrong; values are never repeated.
 */
export function loadConfig(env: Environment): Config {
  return readEnvironment(environmentSchema, env);
}

/** Environment variables as the process has them; an empty one counts as not set. */
export type Environment = Record<string, string | undefined>;

/** @throws {ConfigError} as `loadConfig`. */
export function readEnvironment<S extends z.ZodType>(schema: S, env: Environment): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => sentence(issue, given)));
}

/** One sentence that begins with the variable's name. */
function sentence(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0]);
  if (issue.code === 'custom') return `${name} ${issue.message}.`;
  return `${name} ${given[name] === undefined ? 'is missing' : complaint(issue)}.`;
}

function complaint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return 'must be a number';
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code !== 'invalid_format') return 'is not valid';
  return formats[issue.format] ?? issue.message;
}

const formats: Record<string, string> = {
  url: 'must be an address such as https://foyer.example.com',
  guid: 'must be a GUID',
  email: 'must be an e-mail address',
};

export class ConfigError extends Error {
  readonly sentences: string[];

  constructor(sentences: string[]) {
    super(sentences.join(' '));
    this.name = 'ConfigError';
    this.sentences = sentences;
  }
}

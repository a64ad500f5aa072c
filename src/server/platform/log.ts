import { type Logger, pino } from 'pino';

const secrets = ['token', 'secret', 'password', 'cookie', 'authorization', 'codeVerifier', 'nonce', 'state'];

/** JSON lines on standard output. What is named like a secret is never written, wherever it stands. */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  };
  return destination ? pino(options, destination) : pino(options);
}

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly privateKey: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Distinguished encoding (X.690) of the few types that a certificate needs. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}
const sequence = (...content: Buffer[]) => der(0x30, ...content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const time = (at: number) =>
  der(0x18, Buffer.from(`${new Date(at).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`));
const extension = (hex: string, value: Buffer) => sequence(oid(hex), der(0x04, value));

/** ecdsa-with-SHA256 (RFC 5758, section 3.2). */
const algorithm = sequence(oid('2a8648ce3d040302'));
/** commonName (RFC 4519, section 2.3). */
const name = (text: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))));

/**
 * A self-signed certificate (RFC 5280, section 4.1) for a server on this computer.
 * @param names the host names that it is good for; `localhost` is good for 127.0.0.1 too.
 */
export function makeCertificate(names: readonly string[], now = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = name(names[0] ?? 'localhost');
  const alternatives = names.flatMap((host) => [
    der(0x82, Buffer.from(host)),
    ...(host === 'localhost' ? [der(0x87, Buffer.from([127, 0, 0, 1]))] : []),
  ]);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    subject,
    sequence(time(now - DAY), time(now + 3650 * DAY)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension('551d11', sequence(...alternatives)))),
  );
  const signed = sequence(body, algorithm, der(0x03, Buffer.from([0]), sign('sha256', body, privateKey)));
  return { certificate: pem(signed), privateKey: pemKey(privateKey) };
}

const pem = (content: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${content.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;

const pemKey = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Where it is kept for whoever has to trust it, in the sandbox's folder. */
export const CERTIFICATE_FILE = 'mail-server.pem';

/** The certificate of the mail servers, the same at each start where there is a folder. */
export function openCertificate(dataDir: string | undefined): Certificate {
  if (dataDir === undefined) return makeCertificate(['localhost']);
  const [certificateFile, keyFile] = [join(dataDir, CERTIFICATE_FILE), join(dataDir, 'mail-server.key')];
  if (existsSync(certificateFile) && existsSync(keyFile)) {
    return { certificate: readFileSync(certificateFile, 'utf8'), privateKey: readFileSync(keyFile, 'utf8') };
  }
  const made = makeCertificate(['localhost']);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(keyFile, made.privateKey, { mode: 0o600 });
  writeFileSync(certificateFile, made.certificate);
  return made;
}

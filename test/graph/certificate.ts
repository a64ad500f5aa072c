import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Distinguished encoding (X.690) of the few types that a certificate needs. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const sequence = (...content: Buffer[]) => der(0x30, ...content);
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);
const generalizedTime = (date: Date) =>
  der(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`));

/** sha256WithRSAEncryption (RFC 4055, section 5) and commonName (RFC 4519, section 2.3). */
const algorithm = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));
const name = sequence(der(0x31, sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('Foyer')))));

/**
 * A self-signed certificate (RFC 5280, section 4.1) and its key, both in PEM.
 * @param days how long it holds from now; negative for one that has expired.
 */
export function testCertificate(days = 365): { certificate: string; privateKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const dayMs = 24 * 60 * 60 * 1000;
  const now = Date.now();
  const validity = sequence(
    generalizedTime(new Date(now - 400 * dayMs)),
    generalizedTime(new Date(now + days * dayMs)),
  );
  const serial = der(0x02, Buffer.from([1]));
  const body = sequence(serial, algorithm, name, validity, name, publicKey.export({ type: 'spki', format: 'der' }));
  return { certificate: pem('CERTIFICATE', signed(body, privateKey)), privateKey: pemKey(privateKey) };
}

function signed(body: Buffer, key: KeyObject): Buffer {
  return sequence(body, algorithm, bits(sign('sha256', body, key)));
}

const pem = (label: string, content: Buffer) =>
  `-----BEGIN ${label}-----\n${content.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;

const pemKey = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

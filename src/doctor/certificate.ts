import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type Finding, ok, wrong } from './finding.ts';

const piece = 'certificate';
const soonMs = 30 * 24 * 60 * 60 * 1000;

/** Whether certificate and key (both PEM) belong together and for how long the certificate holds. */
export function checkCertificate(pem: { certificate: string; privateKey: string }, now: Date): Finding {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem.certificate);
  } catch {
    return wrong(
      piece,
      'ENTRA_CERTIFICATE_FILE holds no certificate in PEM: it begins with -----BEGIN CERTIFICATE-----.',
    );
  }
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(pem.privateKey))) {
      return wrong(piece, 'ENTRA_CERTIFICATE_KEY_FILE is not the key of the certificate in ENTRA_CERTIFICATE_FILE.');
    }
  } catch {
    return wrong(piece, 'ENTRA_CERTIFICATE_KEY_FILE holds no unencrypted private key in PEM.');
  }
  const until = new Date(certificate.validTo);
  const day = until.toISOString().slice(0, 10);
  if (until <= now) return wrong(piece, `The certificate expired on ${day}: upload a new one to the app registration.`);
  if (until.getTime() - now.getTime() < soonMs) {
    return wrong(piece, `The certificate expires on ${day}: upload a new one to the app registration before that.`);
  }
  return ok(piece, `The certificate and its key belong together; it holds until ${day}.`);
}

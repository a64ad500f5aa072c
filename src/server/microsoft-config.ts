import { readFile } from 'node:fs/promises';
import type { MicrosoftConfig } from '../graph/microsoft.ts';
import type { Config } from './platform/config.ts';

/**
 * How to talk to Microsoft in this installation: with the certificate where there is one, else with the secret.
 * @throws the file system's error when the certificate or its key can't be read.
 */
export async function readMicrosoftConfig(config: Config): Promise<MicrosoftConfig> {
  const { ENTRA_CERTIFICATE_FILE, ENTRA_CERTIFICATE_KEY_FILE } = config;
  const common = {
    clientId: config.ENTRA_CLIENT_ID,
    tenantId: config.ENTRA_TENANT_ID,
    rewriteOrigin: config.MICROSOFT_ORIGIN,
  };
  if (!ENTRA_CERTIFICATE_FILE || !ENTRA_CERTIFICATE_KEY_FILE) {
    return { ...common, clientSecret: config.ENTRA_CLIENT_SECRET };
  }
  const [certificate, privateKey] = await Promise.all([
    readFile(ENTRA_CERTIFICATE_FILE, 'utf8'),
    readFile(ENTRA_CERTIFICATE_KEY_FILE, 'utf8'),
  ]);
  return { ...common, certificate: { certificate, privateKey } };
}

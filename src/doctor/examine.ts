import { createMicrosoft } from '../graph/microsoft.ts';
import { readMicrosoftConfig } from '../server/microsoft-config.ts';
import { type Config, ConfigError, loadConfig } from '../server/platform/config.ts';
import { checkAddress } from './address.ts';
import { checkCertificate } from './certificate.ts';
import { checkDatabase } from './database.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { checkMail } from './mail.ts';
import { checkClock, checkTenant } from './microsoft.ts';

export interface Examination {
  /** The environment variables of the installation. */
  env: Record<string, string | undefined>;
  /** Which tenant to look at; ENTRA_TENANT_ID or that of the mailbox when not given. */
  tenantId?: string | undefined;
  /** Where to send a test mail. */
  mailTo?: string | undefined;
}

/** Checks each piece of an installation, and goes on where one is wrong. */
export async function examine({ env, tenantId, mailTo }: Examination): Promise<Finding[]> {
  let config: Config;
  try {
    config = loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.sentences.map((sentence) => wrong('configuration', sentence));
    throw error;
  }
  const tenant = tenantId ?? config.ENTRA_TENANT_ID ?? config.MAIL_TENANT_ID;
  const findings = [
    ok('configuration', 'All variables are there and well-formed.'),
    checkAddress(config),
    await checkDatabase(config.MONGODB_URI, config.DATA_DIR),
  ];
  const credentials = await readMicrosoftConfig(config).catch(() => undefined);
  if (!credentials) {
    return [...findings, wrong('certificate', 'ENTRA_CERTIFICATE_FILE or ENTRA_CERTIFICATE_KEY_FILE can not be read.')];
  }
  if (credentials.certificate) {
    const finding = checkCertificate(credentials.certificate, new Date());
    findings.push(finding);
    if (!finding.ok) return findings;
  }
  const microsoft = createMicrosoft(credentials);
  findings.push(await checkClock(microsoft));
  if (tenant) findings.push(...(await checkTenant(microsoft, config, tenant)));
  else findings.push(wrong('sign-in', 'Say which tenant to check: --tenant GUID.'));
  findings.push(await checkMail(microsoft, config, mailTo));
  return findings;
}

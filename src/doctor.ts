import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { examine } from './doctor/examine.ts';
import { obeyProxies } from './start/obey-proxies.ts';

const usage = `npm run doctor -- [--tenant GUID] [--mail-to ADDRESS] [--json]

Checks the installation that the environment variables (and .env) describe and says what is wrong.
  --tenant GUID       the tenant to check; ENTRA_TENANT_ID or MAIL_TENANT_ID when not given
  --mail-to ADDRESS   sends a test mail there
  --json              prints the findings as JSON
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      tenant: { type: 'string' },
      'mail-to': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (values.tenant !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(values.tenant)) {
    throw new TypeError('--tenant takes the ID of a tenant, a GUID.');
  }
  if (existsSync('.env')) process.loadEnvFile('.env');
  obeyProxies(process.env);
  const findings = await examine({ env: process.env, tenantId: values.tenant, mailTo: values['mail-to'] });
  if (values.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else
    for (const { piece, ok, sentence } of findings)
      process.stdout.write(`${ok ? 'ok   ' : 'WRONG'} ${piece}: ${sentence}\n`);
  return findings.every(({ ok }) => ok) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

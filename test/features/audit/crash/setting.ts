import { type Config, loadConfig } from '../../../../src/server/platform/config.ts';

/** Whose trails the campaign writes. */
export const ORGANIZATIONS = ['a'.repeat(24), 'b'.repeat(24)] as const;

/** A Foyer without a Microsoft 365, which it does not ask for anything. */
export function campaignConfig(folder: string): Config {
  return loadConfig({
    NODE_ENV: 'test',
    FOYER_PORT: '0',
    DATA_DIR: folder,
    ENTRA_CLIENT_ID: '11111111-1111-4111-8111-111111111111',
    ENTRA_CLIENT_SECRET: 'none',
    MAIL_FROM: 'foyer@campaign.example',
    MAIL_TENANT_ID: '22222222-2222-4222-8222-222222222222',
  });
}

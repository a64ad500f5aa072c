import assert from 'node:assert/strict';
import type { Export } from '../../src/server/features/exports/schemas.ts';
import type { Client } from './client.ts';
import { eventually } from './eventually.ts';

/** Waits until the latest export under `/organization` or `/account` is made. */
export async function madeExport(client: Client, of: 'organization' | 'account'): Promise<Export> {
  return await eventually(async () => {
    const { latest } = await client.get<{ latest: Export | null }>(`/${of}/export`);
    assert.equal(latest?.status, 'done');
    return latest;
  }, 60_000);
}

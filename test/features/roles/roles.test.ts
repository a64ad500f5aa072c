import assert from 'node:assert/strict';
import type { Role } from '../../../src/server/features/roles/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { only } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld } from '../../support/world.ts';

describe('roles', () => {
  it('ORG-1 an organization begins with one role, the top of its hierarchy', async () => {
    const world = await startWorld();
    const admin = await foundOrganization(world);
    const root = only((await admin.get<Page<Role>>('/roles')).items);
    assert.equal(root.parentId, null);
    await world.close();
  });
});

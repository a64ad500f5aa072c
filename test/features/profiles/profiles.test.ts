import assert from 'node:assert/strict';
import type { Profile } from '../../../src/server/features/profiles/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { PERMISSIONS } from '../../../src/server/platform/permissions.ts';
import type { Client } from '../../support/client.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('profiles', () => {
  let world: World;
  let admin: Client;

  before(async () => {
    world = await startWorld();
    admin = await foundOrganization(world);
  });
  after(() => world.close());

  it('ORG-1 an organization begins with Administrator, who may everything, and Standard, who may nothing', async () => {
    const { items, total } = await admin.get<Page<Profile>>('/profiles');
    assert.equal(total, 2);
    assert.deepEqual(
      items.map(({ name, builtIn, permissions }) => [name, builtIn, permissions]),
      [
        ['Administrator', 'administrator', [...PERMISSIONS]],
        ['Standard', 'standard', []],
      ],
    );
  });
});

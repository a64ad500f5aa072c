import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('npm run audit:verify', function () {
  this.timeout(60_000);

  let world: World;
  before(async () => {
    world = await startWorld();
    const administrator = await foundOrganization(world);
    await administrator.patch('/organization', { name: 'Alder' });
  });
  after(() => world.close());

  async function verify(SECRETS_KEY = world.env.SECRETS_KEY ?? ''): Promise<{ code: unknown; output: string }> {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, ['scripts/run.mjs', 'src/audit-verify.ts'], {
      env: { PATH, MONGODB_URI: world.databaseUri, SECRETS_KEY, DATA_DIR: world.dataDir },
    });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { code, output };
  }

  it('AUD-1, AUD-3 says that each chain holds and where it ends, or where it does not hold', async () => {
    const good = await verify();
    assert.match(good.output, /^Organization [0-9a-f]{24}: the chain of 2 entries holds\.$/m);
    assert.equal(good.code, 0);
    const [head] = await world.db.collection('audit-entries').distinct('hash', { sequence: 2 });
    assert.match(good.output, new RegExp(`^Organization [0-9a-f]{24}: its head is entry 2, ${head}\\.$`, 'm'));
    const keyless = await verify('');
    assert.match(keyless.output, /^SECRETS_KEY is missing: hashes are checked, and not who made them\.$/m);
    assert.equal(keyless.code, 0);

    await world.db.collection('audit-entries').updateOne({ sequence: 1 }, { $set: { action: 'organization.close' } });
    const bad = await verify();
    assert.match(bad.output, /^Organization [0-9a-f]{24}: BROKEN, entry 1 was changed\.$/m);
    assert.equal(bad.code, 1);

    await world.db.collection('audit-heads').deleteMany({});
    const headless = await verify();
    assert.match(headless.output, /^Organization [0-9a-f]{24}: nothing says where its chain ends/m);
    assert.equal(headless.code, 1);
  });
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createSecrets } from '../../../src/server/platform/secrets.ts';
import { addMailbox } from '../../support/mailboxes.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

// A world of its own: its server does not have the new key.
describe('the key of kept passwords', function () {
  this.timeout(120_000);

  const formerKey = randomBytes(32).toString('base64');
  let world: World;

  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '20', SECRETS_KEY: formerKey } });
    const admin = await foundOrganization(world);
    for (const person of [world.somebody(), world.somebody()]) await addMailbox(world, admin, person);
  });
  after(() => world.close());

  it('MAIL-1 changing the key: everything opens with the new one alone afterwards', async () => {
    const newKey = randomBytes(32).toString('base64');
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, ['scripts/run.mjs', 'src/secrets-rotate.ts'], {
      env: {
        PATH,
        MONGODB_URI: world.databaseUri,
        SECRETS_KEY: `${newKey},${formerKey}`,
        ENTRA_CLIENT_ID: world.sandbox.clientId,
        ENTRA_CLIENT_SECRET: world.sandbox.clientSecret,
        MAIL_FROM: world.sandbox.mailSender,
        MAIL_TENANT_ID: world.sandbox.tenantId,
      },
    });
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    assert.equal(code, 0, errors);
    assert.match(output, /^mailboxes: 2 sealed with the new key\.$/m);
    const [withNew, withFormer] = [createSecrets([newKey]), createSecrets([formerKey])];
    for (const row of await world.db.collection('mailboxes').find().toArray()) {
      const context = `mailbox:${row._id.toHexString()}`;
      assert.equal(withNew.open(row.password, context), 'sandbox');
      assert.throws(() => withFormer.open(row.password, context));
      assert.throws(() => withNew.open(row.password, 'mailbox:another'));
    }
  });
});

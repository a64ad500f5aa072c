import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Anchor, anchorEnds } from '../../../src/server/core/audit/anchor.ts';
import { auditModel } from '../../../src/server/core/audit/model.ts';
import { FIRST_HASH, hashEntry } from '../../../src/server/core/audit/rules.ts';
import { chained } from '../../../src/server/core/audit/service.ts';
import { type AnchorReport, verifyAnchor } from '../../../src/server/features/audit/verify-anchor.ts';
import { verifyChains } from '../../../src/server/features/audit/verify-chain.ts';
import { DAY } from '../../../src/server/platform/clock.ts';
import { at } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { movableClock } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('anchoring the ends of the audit chains', () => {
  const clock = movableClock();
  const received: Anchor[] = [];
  let answer = 500;
  let keeper: Server;
  let world: World;
  before(async () => {
    keeper = createServer(async (request, response) => {
      received.push(JSON.parse(await text(request)) as Anchor);
      response.writeHead(answer).end();
    });
    keeper.listen(0, '127.0.0.1');
    await once(keeper, 'listening');
    const { port } = keeper.address() as AddressInfo;
    world = await startWorld({ clock, env: { AUDIT_ANCHOR_URL: `http://127.0.0.1:${port}/foyer` } });
    await foundOrganization(world);
  });
  after(async () => {
    await world.close();
    keeper.close();
  });

  const verified = async (anchor: Anchor): Promise<AnchorReport['outcome'][]> => {
    const outcomes: AnchorReport['outcome'][] = [];
    for await (const { outcome } of verifyAnchor(world.services, anchor)) outcomes.push(outcome);
    return outcomes;
  };

  it('AUD-3 the ends go out once a day, again until they are taken, and the chains go through them', async () => {
    await world.services.sealer.wakeAll();
    clock.advance(DAY);
    received.length = 0;
    await assert.rejects(anchorEnds(world.services), /answered 500/);
    answer = 204;
    await anchorEnds(world.services);
    await anchorEnds(world.services);
    assert.equal(received.length, 2, 'a second time because the first was not taken, and no third time');
    const anchor = at(received, 1);
    const head = at(await world.db.collection('audit-heads').find().toArray(), 0);
    assert.deepEqual(
      anchor.ends.map(({ organizationId: _, ...end }) => end),
      [{ sequence: head.sequence, hash: head.hash, unkeyed: 0 }],
    );
    const administrator = await world.signIn(world.person('administrator').userPrincipalName);
    await administrator.patch('/organization', { name: 'Alder' });
    assert.deepEqual(await verified(anchor), ['holds']);
    assert.deepEqual(await verified({ ...anchor, at: new Date(0).toISOString() }), ['unproved']);
    clock.advance(DAY);
    await anchorEnds(world.services);
    assert.equal(received.length, 3);
  });

  it('AUD-3 a whole chain that was made anew as if it were older than keys is told by an anchor', async () => {
    const anchor = at(received, received.length - 1);
    await world.services.sealer.wakeAll();
    let [sequence, previousHash]: [number, string] = [0, FIRST_HASH];
    await world.db.collection('audit-entries').updateMany({}, { $set: { action: 'record.update' } });
    for (const row of await auditModel(world.db).find().sort({ sequence: 1 }).lean()) {
      const link = { sequence: ++sequence, previousHash };
      previousHash = hashEntry(chained(row, link));
      const set = { ...link, hash: previousHash };
      await world.db.collection('audit-entries').updateOne({ sequence }, { $set: set, $unset: { proof: 1 } });
    }
    const end = { $set: { sequence, hash: previousHash }, $unset: { proof: 1 } };
    await world.db.collection('audit-heads').updateOne({}, end);
    for await (const { broken, unkeyed } of verifyChains(world.services))
      assert.deepEqual([broken, unkeyed], [null, sequence]);
    assert.deepEqual(await verified(anchor), ['moved']);
  });

  it('AUD-3 the ends go to no address inside the operator’s networks unless it is allowed', async () => {
    clock.advance(DAY);
    const config = { ...world.services.config, AUDIT_ANCHOR_URL: 'https://10.0.0.7/' };
    await assert.rejects(anchorEnds({ ...world.services, config }), /mail_host_forbidden/);
    const plain = { ...world.services.config, AUDIT_ANCHOR_URL: 'http://192.0.32.7/' };
    await assert.rejects(anchorEnds({ ...world.services, config: plain }), /must be https/);
  });
});

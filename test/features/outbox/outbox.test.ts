import assert from 'node:assert/strict';
import * as outbox from '../../../src/server/core/outbox/service.ts';
import { approvedEmail, declinedEmail } from '../../../src/server/features/join-requests/emails.tsx';
import { passwordChangedEmail } from '../../../src/server/features/passwords/emails.tsx';
import { startServer } from '../../../src/server/main.ts';
import type { Services } from '../../../src/server/platform/services.ts';
import { withTransaction } from '../../../src/server/platform/transaction.ts';
import { eventually } from '../../support/eventually.ts';
import { startWorld, type World } from '../../support/world.ts';

type Mail = Partial<Omit<outbox.QueuedMail<unknown>, 'email' | 'data'>> & { fullName?: string; organization?: string };

describe('the outbox', () => {
  let now = new Date('2026-03-01T08:00:00Z');
  let world: World;
  let login: string;
  before(async () => {
    world = await startWorld({ clock: { now: () => now } });
    login = world.person('employee').userPrincipalName;
  });
  after(() => world.close());
  afterEach(async () => {
    await world.clearFaults();
    // A mailbox that rests goes on.
    now = new Date(now.getTime() + 3_600_000);
  });

  function approved({ fullName = 'Ada', organization = 'Alder & Vale', ...mail }: Mail): outbox.QueuedMail<never> {
    return {
      email: approvedEmail,
      data: { fullName, organization, timeZone: 'UTC', decidedBy: 'Ingrid' },
      to: { address: login, name: fullName },
      language: 'en',
      dedupeKey: 'unnamed',
      organizationId: null,
      ...mail,
    } as outbox.QueuedMail<never>;
  }

  const queue = (mail: outbox.QueuedMail<never>, services: Services = world.services) =>
    withTransaction(services, (tx) => outbox.enqueue(tx, mail));
  const row = (dedupeKey: string) => world.db.collection('outbox').findOne({ dedupeKey });
  const reached = (dedupeKey: string, status: outbox.DeliveryStatus) =>
    eventually(async () => {
      assert.equal((await outbox.deliveriesOf(world.services, [dedupeKey])).get(dedupeKey), status);
    });
  /** How often in a row the mailbox has not taken a mail. */
  const failuresAre = (count: number) =>
    eventually(async () => {
      assert.equal((await world.db.collection('sending-mailboxes').findOne())?.failures, count);
    });
  const delayed = (dedupeKey: string) =>
    eventually(async () => assert.equal((await row(dedupeKey))?.failure, 'delayed'));
  const mailsAbout = async (organization: string) =>
    (await world.mailbox(login)).filter(({ subject }) => subject.includes(organization));

  it('sends once the transaction has committed, as HTML and as plain text', async () => {
    await queue(approved({ dedupeKey: 'first', organization: 'First' }));
    await reached('first', 'sent');
    const mail = await world.waitForMail(login, /First/);
    assert.equal(mail.subject, 'You are now in First');
    assert.match(mail.text, /Ingrid approved your request to join First/);
    assert.match(mail.html, /<html[^>]+lang="en"/);
    assert.match(mail.html, /name="color-scheme" content="light dark"/);
    assert.ok(mail.links.includes(world.url) || mail.links.includes(`${world.url}/`));
    assert.equal((await row('first'))?.data, undefined, 'what the mail said is not kept');
  });

  it('writes to each reader in their language', async () => {
    await queue(approved({ dedupeKey: 'french', organization: 'Deuxième', language: 'fr' }));
    await reached('french', 'sent');
    const mail = await world.waitForMail(login, /Deuxième/);
    assert.match(mail.html, /<html[^>]+lang="fr"/);
    assert.match(mail.text, /Ingrid a approuvé/);
  });

  it('sends nothing of a transaction that was rolled back', async () => {
    const failure = new TypeError('after the mail');
    await assert.rejects(
      withTransaction(world.services, async (tx) => {
        await outbox.enqueue(tx, approved({ dedupeKey: 'undone' }));
        throw failure;
      }),
      failure,
    );
    assert.equal(await row('undone'), null);
  });

  it('sends the same mail once, however often it is queued', async () => {
    const mail = approved({ dedupeKey: 'same', organization: 'Same' });
    await Promise.all(Array.from({ length: 5 }, () => queue(mail)));
    await reached('same', 'sent');
    await queue(mail);
    assert.equal((await mailsAbout('Same')).length, 1);
    assert.equal(await world.db.collection('outbox').countDocuments({ dedupeKey: 'same' }), 1);
  });

  it('tries again later when Microsoft is down', async () => {
    await world.fault({ kind: 'error', status: 500, match: 'sendMail' });
    await queue(approved({ dedupeKey: 'later', organization: 'Later' }));
    const inAWhile = new Date(now.getTime() + 15_000);
    await eventually(async () => assert.deepEqual((await row('later'))?.availableAt, inAWhile));
    await world.clearFaults();
    world.services.outbox.wake();
    assert.equal((await row('later'))?.status, 'queued');
    now = inAWhile;
    world.services.outbox.wake();
    await reached('later', 'sent');
    assert.equal((await mailsAbout('Later')).length, 1);
  });

  it('gives up at once what Microsoft refuses for good', async () => {
    await world.fault({ kind: 'error', status: 400, match: 'sendMail', times: 1 });
    await queue(approved({ dedupeKey: 'refused' }));
    await reached('refused', 'failed');
    assert.equal((await row('refused'))?.attempts, 1);
    assert.equal((await row('refused'))?.failure, 'refused');
  });

  const secret = (dedupeKey: string) =>
    ({
      ...approved({ dedupeKey }),
      email: passwordChangedEmail,
      data: { fullName: 'Ada', loginId: login, changedAt: now.toISOString(), address: null },
    }) as outbox.QueuedMail<never>;

  it('goes on for seven days while the mailbox may not send, and counts none of it against the mail', async () => {
    await world.fault({ kind: 'error', status: 403, code: 'ErrorAccessDenied', match: 'sendMail' });
    await queue(approved({ dedupeKey: 'patient', organization: 'Patient' }));
    for (let tries = 1; tries <= 20; tries++) {
      world.services.outbox.wake();
      await failuresAre(tries);
      await delayed('patient');
      now = new Date(now.getTime() + 8 * 3_600_000);
    }
    const patient = await row('patient');
    assert.deepEqual([patient?.status, patient?.failure], ['queued', 'delayed']);
    await world.clearFaults();
    world.services.outbox.wake();
    await reached('patient', 'sent');
    await world.fault({ kind: 'error', status: 403, match: 'sendMail' });
    await queue(approved({ dedupeKey: 'hopeless' }));
    await delayed('hopeless');
    now = new Date(now.getTime() + 7 * 24 * 3_600_000);
    world.services.outbox.wake();
    await reached('hopeless', 'failed');
    assert.equal((await row('hopeless'))?.failure, 'gave-up');
    await world.clearFaults();
    now = new Date(now.getTime() + 3_600_000);
    assert.equal(await outbox.retryFailed(world.services, { _id: String((await row('hopeless'))?._id) }), 1);
    await reached('hopeless', 'sent');
  });

  it('rests the whole mailbox for as long as Retry-After says', async () => {
    const calls = () => world.sandbox.sandbox.faults.list().reduce((sum, { struck }) => sum + struck, 0);
    await world.fault({ kind: 'throttle', retryAfter: 120, match: 'sendMail' });
    await queue(approved({ dedupeKey: 'throttled-0', organization: 'Throttled' }));
    await delayed('throttled-0');
    assert.deepEqual((await row('throttled-0'))?.availableAt, new Date(now.getTime() + 120_000));
    for (const n of [1, 2, 3]) await queue(approved({ dedupeKey: `throttled-${n}`, organization: 'Throttled' }));
    assert.equal(calls(), 1, 'the others are not even tried');
    await world.clearFaults();
    now = new Date(now.getTime() + 119_000);
    world.services.outbox.wake();
    assert.equal((await row('throttled-3'))?.status, 'queued');
    now = new Date(now.getTime() + 1000);
    world.services.outbox.wake();
    for (const n of [0, 1, 2, 3]) await reached(`throttled-${n}`, 'sent');
  });

  it('one mail that the server chokes on does not stop the others', async () => {
    await world.fault({ kind: 'error', status: 500, match: 'sendMail', times: 1 });
    await queue(approved({ dedupeKey: 'choke' }));
    await delayed('choke');
    await queue(approved({ dedupeKey: 'behind', organization: 'Behind' }));
    await reached('behind', 'sent');
  });

  it('sends mail of a person’s security first, then one of each organization in turn', async () => {
    await world.fault({ kind: 'throttle', retryAfter: 60, match: 'sendMail' });
    await queue(approved({ dedupeKey: 'blocker' }));
    await eventually(async () =>
      assert.ok((await world.db.collection('sending-mailboxes').findOne())?.pausedUntil > now),
    );
    await world.clearFaults();
    const [greedy, modest] = ['a'.repeat(24), 'b'.repeat(24)];
    await withTransaction(world.services, (tx) =>
      outbox.enqueueAll(
        tx,
        Array.from({ length: 40 }, (_, n) => approved({ dedupeKey: `greedy-${n}`, organizationId: greedy })),
      ),
    );
    for (const n of [0, 1]) await queue(approved({ dedupeKey: `modest-${n}`, organizationId: modest }));
    await queue(secret('secret'));
    const since = world.logLines.length;
    now = new Date(now.getTime() + 60_000);
    world.services.outbox.wake();
    await reached('greedy-39', 'sent');
    const keys = new Map(
      (await world.db.collection('outbox').find().toArray()).map(({ _id, dedupeKey }) => [String(_id), dedupeKey]),
    );
    const order = world.logLines
      .slice(since)
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'a mail was sent')
      .map(({ outboxId }) => keys.get(outboxId));
    const place = (key: string) => order.indexOf(key);
    assert.ok(place('secret') < 4, `${order}`);
    assert.ok(place('modest-0') < 8 && place('modest-1') < 10, `${order}`);
  });

  it('repeats after a crash between sending and marking, with the same Message-ID, so that one mail arrives', async () => {
    await queue(approved({ dedupeKey: 'crash', organization: 'Crash' }));
    await reached('crash', 'sent');
    const { data } = approved({ organization: 'Crash' });
    await world.db
      .collection('outbox')
      .updateOne({ dedupeKey: 'crash' }, { $set: { status: 'queued', data, availableAt: now } });
    world.services.outbox.wake();
    await reached('crash', 'sent');
    assert.equal((await row('crash'))?.attempts, 2);
    assert.equal((await mailsAbout('Crash')).length, 1);
  });

  it('takes over what a dead worker had claimed, once its lease is over', async () => {
    await world.fault({ kind: 'error', status: 500, match: 'sendMail' });
    await queue(approved({ dedupeKey: 'lease', organization: 'Lease' }));
    await eventually(async () => assert.equal((await row('lease'))?.attempts, 1));
    await world.clearFaults();
    const leased = new Date(now.getTime() + 120_000);
    await world.db.collection('outbox').updateOne({ dedupeKey: 'lease' }, { $set: { availableAt: leased } });
    now = leased;
    world.services.outbox.wake();
    await reached('lease', 'sent');
  });

  it('puts nothing of a name into the headers but the name', async () => {
    const evil = 'Eve\r\nBcc: everybody@aldervale.example\r\n\r\nbody';
    await queue(approved({ dedupeKey: 'evil', fullName: evil, organization: `Evil\r\nX-Injected: 1` }));
    await reached('evil', 'sent');
    const mail = await world.waitForMail(login, /Evil/);
    assert.equal(mail.subject, 'You are now in Evil X-Injected: 1');
    assert.deepEqual(await world.mailbox('everybody@aldervale.example'), []);
  });

  it('shows markup in what people wrote as they wrote it', async () => {
    const reason = '<img src=x onerror=alert(1)>\n<b>bold</b>';
    const answer = { fullName: '<script>x</script>', organization: 'Markup', timeZone: 'UTC', decidedBy: 'Ingrid' };
    const data = { ...answer, reason, mayAskAgainAt: now.toISOString() };
    await queue({ ...approved({ dedupeKey: 'markup' }), email: declinedEmail, data } as never);
    await reached('markup', 'sent');
    const { html } = await world.waitForMail(login, /Markup/);
    assert.doesNotMatch(html, /<img src=x|<script>|<b>bold/);
    assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/);
  });

  it('with two workers sends each of thirty mails once', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `many-${index}`);
    await withTransaction(world.services, (tx) =>
      outbox.enqueueAll(
        tx,
        keys.map((dedupeKey) => approved({ dedupeKey, organization: 'Many' })),
      ),
    );
    const other = await startOther(world, now);
    other.services.outbox.wake();
    for (const key of keys) await reached(key, 'sent');
    await other.close();
    assert.equal((await mailsAbout('Many')).length, 30);
    const rows = await world.db
      .collection('outbox')
      .find({ dedupeKey: { $in: keys } })
      .toArray();
    assert.ok(rows.every(({ attempts }) => attempts === 1));
  });
});

/** A second server on the same database. */
async function startOther(world: World, now: Date) {
  const { config, log } = world.services;
  return await startServer(config, { databaseUri: world.databaseUri, log, clock: { now: () => now } });
}

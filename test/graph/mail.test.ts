import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { refused } from './expect.ts';
import { Sandboxed } from './sandboxed.ts';

describe('mail by Graph', () => {
  let world: Sandboxed;
  let tenantId: string;
  let sender: string;
  before(async () => {
    world = await Sandboxed.start();
    ({ tenantId, mailSender: sender } = world.sandbox);
  });
  after(() => world.close());
  afterEach(() => world.noFaults());

  const mail = (to: string, changes = {}) => ({
    messageId: `<${randomUUID()}@foyer.example>`,
    to,
    subject: 'Réponse à votre demande',
    html: '<p>Bonjour <a href="https://foyer.example/x?a=1&amp;b=2">Foyer</a></p>',
    text: 'Bonjour https://foyer.example/x?a=1&b=2',
    ...changes,
  });

  it('arrives with subject, HTML and links as they were', async () => {
    const { userPrincipalName: to } = await world.person('employee');
    const message = mail(to);
    await world.microsoft.sendMail({ tenantId, sender, message });
    const [received] = await world.mailbox(to);
    assert.equal(received?.subject, message.subject);
    assert.equal(received.from, sender);
    assert.ok(received.html.includes('https://foyer.example/x?a=1'));
  });

  it('arrives once when it is sent twice under the same Message-ID', async () => {
    const { userPrincipalName: to } = await world.person('approver');
    const message = mail(to, { subject: 'Once' });
    for (const _ of [1, 2]) await world.microsoft.sendMail({ tenantId, sender, message });
    assert.equal((await world.mailbox(to)).filter(({ subject }) => subject === 'Once').length, 1);
  });

  it('goes to nobody else, whatever stands in a name or a subject', async () => {
    const [victim, to] = [await world.person('administrator'), await world.person('employee')];
    const before = (await world.mailbox(victim.userPrincipalName)).length;
    const subject = `Hello\r\nBcc: ${victim.userPrincipalName}`;
    const name = `Ada\r\nCc: ${victim.userPrincipalName}\r\n\r\n<script>`;
    const message = mail('', { subject, to: { name, address: to.userPrincipalName }, text: '\r\n.\r\nRCPT TO:<x>' });
    await world.microsoft.sendMail({ tenantId, sender, message });
    assert.equal((await world.mailbox(victim.userPrincipalName)).length, before);
    assert.ok((await world.mailbox(to.userPrincipalName)).some((received) => received.subject.startsWith('Hello')));
  });

  it('that Graph does not take is an error with what to wait for', async () => {
    const { userPrincipalName: to } = await world.person('employee');
    await world.turn('faults', { kind: 'throttle', match: 'sendMail', retryAfter: 60 });
    const error = await refused('throttled', world.microsoft.sendMail({ tenantId, sender, message: mail(to) }));
    assert.equal(error.retryAfterSeconds, 60);
  });

  it('needs a sender that exists', async () => {
    const { userPrincipalName: to } = await world.person('employee');
    const stranger = 'nobody@example.org';
    await refused('not_found', world.microsoft.sendMail({ tenantId, sender: stranger, message: mail(to) }));
    assert.equal(await world.microsoft.mailbox(tenantId, stranger), null);
    assert.ok((await world.microsoft.mailbox(tenantId, sender))?.mail);
  });
});

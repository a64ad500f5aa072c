import assert from 'node:assert/strict';
import { contactOf } from '../../src/addin/features/open-message/contact-of.ts';
import type { OfficeItem, OfficeMailbox, OfficePerson } from '../../src/addin/host/office-js.ts';
import { openItemOf } from '../../src/addin/host/open-message.ts';

const person = (displayName: string, emailAddress: string): OfficePerson => ({ displayName, emailAddress });
const claire = person('Claire Fontaine', 'Claire@Riviere.example');
const tom = person('Tom', 'tom@whitaker.example');
const me = person('Me', 'Me@aldervale.example');

/** A mailbox of Outlook with an item open, and what opens another one. */
function outlook(item: OfficeItem | null) {
  const handlers: (() => void)[] = [];
  const mailbox: OfficeMailbox = {
    userProfile: me,
    item,
    addHandlerAsync: (_event, handler) => void handlers.push(() => handler({})),
  };
  const open = (other: OfficeItem | null) => {
    mailbox.item = other;
    for (const handler of handlers) handler();
  };
  return { opened: openItemOf(mailbox), open, handlers };
}

const message = (change: Partial<OfficeItem> = {}): OfficeItem => ({
  itemType: 'message',
  subject: 'Offer',
  from: claire,
  to: [me, tom],
  cc: [],
  ...change,
});

describe('the message that is open in Outlook', () => {
  it('EXT-4 has its sender first, nobody twice, and not whoever reads it', async () => {
    const cc = [person('claire', 'claire@riviere.EXAMPLE'), person('x@y.example', 'X@y.example')];
    const { opened } = outlook(message({ cc }));
    assert.deepEqual(await opened.read(), {
      subject: 'Offer',
      people: [
        { name: 'Claire Fontaine', address: 'claire@riviere.example' },
        { name: 'Tom', address: 'tom@whitaker.example' },
        { name: '', address: 'x@y.example' },
      ],
    });
  });

  it('EXT-4 leaves out what is no e-mail address', async () => {
    const exchange = person('Somebody', '/o=ExchangeLabs/ou=x/cn=Recipients/cn=y');
    const { opened } = outlook(message({ to: [exchange, person('', '')] }));
    assert.deepEqual((await opened.read())?.people.length, 1);
  });

  it('EXT-4 is read while it is being written, too', async () => {
    const field = <T>(status: string, value: T) => ({
      getAsync: (callback: (result: { status: string; value: T }) => void) => callback({ status, value }),
    });
    const item = message({
      subject: field('succeeded', 'Draft'),
      from: field('succeeded', me),
      to: field('succeeded', [tom]),
      cc: field('failed', [claire]),
    });
    assert.deepEqual(await outlook(item).opened.read(), {
      subject: 'Draft',
      people: [{ name: 'Tom', address: 'tom@whitaker.example' }],
    });
  });

  it('EXT-4 is none where nothing, several messages or an appointment is open', async () => {
    assert.equal(await outlook(null).opened.read(), null);
    assert.equal(await outlook(message({ itemType: 'appointment' })).opened.read(), null);
  });

  it('EXT-4 tells whoever listens of another one, with one handler in Outlook', async () => {
    const { opened, open, handlers } = outlook(message());
    let heard = 0;
    const stop = opened.onChange(() => heard++);
    opened.onChange(() => undefined);
    open(message({ subject: 'Another' }));
    stop();
    open(null);
    assert.equal(heard, 1);
    assert.equal(handlers.length, 1);
    assert.equal(await opened.read(), null);
  });
});

describe('the contact that somebody in a message becomes', () => {
  const nameOf = (name: string, address = 'c.fontaine@riviere.example') => {
    const { firstName, lastName } = contactOf({ name, address });
    return [firstName, lastName];
  };

  it('EXT-4 ACC-1 has the parts of the name', () => {
    assert.deepEqual(nameOf('Claire Fontaine'), ['Claire', 'Fontaine']);
    assert.deepEqual(nameOf('Claire de la Fontaine'), ['Claire', 'de la Fontaine']);
    assert.deepEqual(nameOf('de la Fontaine, Claire Marie'), ['Claire Marie', 'de la Fontaine']);
    assert.deepEqual(nameOf('Fontaine'), [null, 'Fontaine']);
    assert.deepEqual(nameOf('  Claire\t\n Fontaine '), ['Claire', 'Fontaine']);
  });

  it('EXT-4 is named by its address where it has no name', () => {
    assert.deepEqual(nameOf(''), [null, 'c.fontaine']);
    assert.deepEqual(contactOf({ name: '', address: 'a@b.example' }).emails, ['a@b.example']);
  });

  it('EXT-4 has no longer name than a record can have, and nothing that a record refuses', () => {
    const [first, last] = nameOf(`${'x'.repeat(300)} ${'y'.repeat(300)}`);
    assert.deepEqual([first?.length, last?.length], [200, 200]);
    assert.deepEqual(nameOf('Cl\u0000aire\u2028Fontaine'), ['Cl', 'aire Fontaine']);
  });
});

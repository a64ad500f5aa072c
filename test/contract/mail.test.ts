import assert from 'node:assert/strict';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { application, cast, delegated, graph, refusedWith, testSandbox } from './sandbox.ts';
import { conforms } from './schema.ts';

describe('mail in the sandbox Graph', () => {
  let started: StartedSandbox;
  let app: string;
  let to: string;
  const inbox = () => started.sandbox.mailboxes.inbox(to);
  const send = (json: unknown, sender = started.mailSender) =>
    graph(started, app, `users/${sender}/sendMail`, { method: 'POST', json });
  const sendMime = (mime: string) =>
    graph(started, app, `users/${started.mailSender}/sendMail`, {
      method: 'POST',
      body: mime,
      headers: { 'content-type': 'text/plain' },
    });
  const letter = (more = {}) => {
    const message = {
      subject: 'Hello',
      body: { contentType: 'text', content: 'Hi <there>' },
      toRecipients: [{ emailAddress: { address: to } }],
      ...more,
    };
    conforms('message', message);
    return { message };
  };

  before(async () => {
    started = await testSandbox({ people: 60 });
    app = await application(started);
  });
  after(() => started.close());
  let turn = 0;
  beforeEach(() => {
    to = `person${turn++}@elsewhere.example`;
  });

  it('sendMail answers 202 with nothing, and the mail arrives', async () => {
    const { status, body } = await send(letter());
    assert.deepEqual([status, body], [202, '']);
    const [mail] = inbox();
    assert.deepEqual(
      [mail?.subject, mail?.text, mail?.html, mail?.from],
      ['Hello', 'Hi <there>', '<pre>Hi &lt;there&gt;</pre>', started.mailSender],
    );
  });

  it('a mail that is sent again with the same Message-ID arrives once', async () => {
    const again = letter({ internetMessageId: '<42@foyer.example>' });
    for (let i = 0; i < 3; i++) assert.equal((await send(again)).status, 202);
    await send(letter({ internetMessageId: '<43@foyer.example>' }));
    assert.equal(inbox().length, 2);
  });

  it('reads MIME: both parts, encoded words, headers, and its Message-ID once', async () => {
    const mime = await new MailComposer({
      messageId: '<mime-1@foyer.example>',
      from: { name: 'Foyer', address: started.mailSender },
      to: [{ name: 'Théo, le “grand” Lemaître — 王秀英', address: to }],
      replyTo: 'Büro <office@foyer.example>',
      subject: 'Élodie vous invite à rejoindre l’organisation — 秀英 et beaucoup d’autres personnes encore',
      text: `Bonjour,\n\n${'é'.repeat(200)} = fin`,
      html: `<p>Bonjour <a href="https://foyer.example/i/abc?x=1&amp;y=2">Théo</a></p><p>${'long ligne '.repeat(40)}</p>`,
      headers: { 'X-Foyer': 'yes', 'Auto-Submitted': 'auto-generated' },
      attachments: [{ filename: 'règles.txt', content: 'Règles' }],
    })
      .compile()
      .build();
    for (let i = 0; i < 2; i++) assert.equal((await sendMime(mime.toString('base64'))).status, 202);
    const [mail, ...others] = inbox();
    assert.equal(others.length, 0);
    assert.equal(
      mail?.subject,
      'Élodie vous invite à rejoindre l’organisation — 秀英 et beaucoup d’autres personnes encore',
    );
    assert.deepEqual([mail.to, mail.links], [[to], ['https://foyer.example/i/abc?x=1&y=2']]);
    assert.equal(mail.text.replaceAll('\r\n', '\n').trim(), `Bonjour,\n\n${'é'.repeat(200)} = fin`);
    assert.ok(mail.html.startsWith('<p>Bonjour <a href') && mail.html.includes('long ligne '.repeat(39)));
    const stored = started.sandbox.mailboxes.find(mail.id);
    assert.equal(stored?.internetMessageId, '<mime-1@foyer.example>');
    assert.deepEqual(stored?.to, [{ name: 'Théo, le “grand” Lemaître — 王秀英', address: to }]);
    assert.deepEqual(stored?.replyTo, [{ name: 'Büro', address: 'office@foyer.example' }]);
    assert.deepEqual(stored?.headers.map(({ name }) => name).toSorted(), ['auto-submitted', 'x-foyer']);
    const [file] = stored?.attachments ?? [];
    assert.deepEqual(
      [file?.name, Buffer.from(file?.contentBytes ?? '', 'base64').toString()],
      ['règles.txt', 'Règles'],
    );
    await refusedWith(400, 'ErrorMimeContentInvalidBase64String', sendMime('this is *not* base64'));
    const bare = await new MailComposer({ from: started.mailSender, to, subject: 'Bare', text: 'Only text' })
      .compile()
      .build();
    assert.equal((await sendMime(bare.toString('base64'))).status, 202);
    assert.equal(inbox()[0]?.text.trim(), 'Only text');
  });

  it('refuses what Exchange refuses', async () => {
    await refusedWith(400, 'ErrorInvalidRecipients', send(letter({ toRecipients: [] })));
    await refusedWith(
      400,
      'ErrorInvalidRecipients',
      send(letter({ toRecipients: [{ emailAddress: { address: 'no address' } }] })),
    );
    await refusedWith(
      400,
      'InvalidInternetMessageHeader',
      send(letter({ internetMessageHeaders: [{ name: 'List-Id', value: 'x' }] })),
    );
    await refusedWith(400, 'RequestBodyRead', send({ message: { ...letter().message, subjekt: 'x' } }));
    await refusedWith(400, 'BadRequest', send({}));
    await refusedWith(
      400,
      'BadRequest',
      graph(started, app, `users/${started.mailSender}/sendMail`, {
        method: 'POST',
        body: '{',
        headers: { 'content-type': 'application/json' },
      }),
    );
    await refusedWith(
      403,
      'ErrorSendAsDenied',
      send(letter({ from: { emailAddress: { address: 'boss@aldervale.example' } } })),
    );
    await refusedWith(
      404,
      'MailboxNotEnabledForRESTAPI',
      send(letter(), encodeURIComponent(cast(started, 'guest').userPrincipalName)),
    );
    await refusedWith(404, 'Request_ResourceNotFound', send(letter(), 'nobody@aldervale.example'));
    await refusedWith(
      413,
      'RequestEntityTooLarge',
      send(letter({ body: { contentType: 'text', content: 'x'.repeat(5_000_000) } })),
    );
    assert.deepEqual(inbox(), []);
  });

  it('people send and read with their own permissions in their own mailbox', async () => {
    const [employee, other] = [cast(started, 'employee'), cast(started, 'employee', 1)];
    const json = {
      ...letter({ bccRecipients: [{ emailAddress: { address: employee.mail } }] }),
      saveToSentItems: true,
    };
    const sending = await delegated(started, employee, 'Mail.Send');
    const reading = await delegated(started, employee, 'Mail.Read');
    await refusedWith(403, 'ErrorAccessDenied', graph(started, reading, 'me/sendMail', { method: 'POST', json }));
    await refusedWith(
      403,
      'ErrorAccessDenied',
      graph(started, sending, `users/${other.id}/sendMail`, { method: 'POST', json }),
    );
    assert.equal((await graph(started, sending, 'me/sendMail', { method: 'POST', json })).status, 202);
    await refusedWith(403, 'ErrorAccessDenied', graph(started, sending, 'me/messages'));
    await refusedWith(403, 'ErrorAccessDenied', graph(started, reading, `users/${other.id}/messages`));

    const { body } = await graph(started, reading, 'me/messages?$count=true');
    conforms('messageCollectionResponse', body);
    assert.equal(body['@odata.count'], 2);
    const received = await graph(
      started,
      reading,
      'me/mailFolders/inbox/messages?$select=subject,isRead,bccRecipients,internetMessageHeaders',
    );
    conforms('messageCollectionResponse', received.body);
    assert.deepEqual(
      received.body.value.map((message: { bccRecipients: unknown }) => message.bccRecipients),
      [[]],
    );
    const one = await graph(started, reading, `me/messages/${body.value[0].id}`);
    conforms('message', one.body);
    const folders = await graph(started, reading, 'me/mailFolders');
    for (const folder of folders.body.value) conforms('mailFolder', folder);
    assert.deepEqual(
      folders.body.value.map((folder: { totalItemCount: number }) => folder.totalItemCount),
      [1, 1],
    );
    conforms('mailFolder', (await graph(started, reading, 'me/mailFolders/inbox')).body);
    await refusedWith(404, 'ErrorItemNotFound', graph(started, reading, 'me/messages/unknown'));
  });

  it('messages come in pages with $top and $skip, newest first', async () => {
    const employee = cast(started, 'employee', 2);
    for (let i = 1; i <= 5; i++)
      await send(letter({ subject: `No. ${i}`, toRecipients: [{ emailAddress: { address: employee.mail } }] }));
    const reading = await delegated(started, employee, 'Mail.Read');
    const subjects: string[] = [];
    let path: string | undefined = 'me/messages?$top=2&$select=subject';
    while (path !== undefined) {
      const { body } = await graph(started, reading, path);
      conforms('messageCollectionResponse', body);
      subjects.push(...body.value.map((message: { subject: string }) => message.subject));
      path = body['@odata.nextLink'];
    }
    assert.deepEqual(subjects, ['No. 5', 'No. 4', 'No. 3', 'No. 2', 'No. 1']);
  });
});

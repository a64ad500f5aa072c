import { type RawMail, rawMail } from '../../src/sandbox/mailboxes/maildrops.ts';
import { startSandbox } from '../../src/sandbox/start.ts';
import { answerQuestions } from './child.ts';
import { processInput } from './start-process.ts';

/** What of a sandbox the other processes need. */
export interface SandboxAddress {
  origin: string;
  tenantId: string;
  clientId: string;
  clientSecret: string;
  mailSender: string;
  /** POP3 with TLS. */
  mail: { host: string; port: number; certificate: string };
}

let appUrl = '';
const { people } = processInput<{ people: number }>();
const { origin, tenantId, clientId, clientSecret, mailSender, mail, maildrops, sandbox, close } = await startSandbox({
  port: 0,
  appUrl: () => appUrl,
  people,
});
const ready: SandboxAddress = { origin, tenantId, clientId, clientSecret, mailSender, mail: addressOf(mail) };
answerQuestions(ready, {
  installed: (url: string) => {
    appUrl = url;
  },
  letters: ({ login, count }: { login: string; count: number }) => {
    const person = sandbox.findPersonByLogin(login);
    if (person)
      maildrops.give(
        person.id,
        Array.from({ length: count }, (_, number) => letter(number)),
      );
  },
  stop: close,
});

function addressOf({ host, ports, certificate }: typeof mail): SandboxAddress['mail'] {
  return { host, port: ports.pop3s, certificate };
}

/** Every other one is a customer's. */
function letter(number: number): RawMail {
  const from = number % 2 === 0 ? 'Ann Customer <ann@customer.example>' : 'News <news@nobody.example>';
  const lines = Array.from(
    { length: 45 },
    (_, line) => `Line ${line} of letter ${number}, which says what such letters say.`,
  );
  const head = [
    `From: ${from}`,
    'To: Somebody <somebody@aldervale.example>',
    `Subject: Letter ${number}`,
    `Message-ID: <${number}@customer.example>`,
    'Date: Mon, 05 Jan 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...lines,
    '--part',
    'Content-Type: text/csv; name="figures.csv"',
    'Content-Disposition: attachment; filename="figures.csv"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`figures of ${number}`).toString('base64'),
    '--part--',
    '',
  ];
  return rawMail(`letter-${number}`, Buffer.from(head.join('\r\n')));
}

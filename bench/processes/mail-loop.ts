import { simpleParser } from 'mailparser';
import Pop3Command from 'node-pop3';
import { answerQuestions } from './child.ts';
import type { SandboxAddress } from './sandbox.ts';
import { processInput } from './start-process.ts';

export interface MailLoopInput {
  mail: SandboxAddress['mail'];
  login: string;
}

export interface MailLoopResult {
  seconds: number;
  cpuSeconds: number;
}

/** What whoever has only node-pop3 and mailparser would write: one message after the other, fetched and parsed. */
const { mail, login } = processInput<MailLoopInput>();

async function read(): Promise<MailLoopResult> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const pop3 = new Pop3Command({
    user: login,
    password: 'sandbox',
    host: mail.host,
    port: mail.port,
    tls: true,
    tlsOptions: { ca: mail.certificate },
  });
  const listed = await pop3.UIDL();
  for (const [place] of listed) await simpleParser(await pop3.RETR(Number(place)));
  await pop3.QUIT();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

answerQuestions(null, { read, stop: () => undefined });

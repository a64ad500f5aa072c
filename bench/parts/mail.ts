import type { Memory } from '../processes/child.ts';
import type { MailLoopInput, MailLoopResult } from '../processes/mail-loop.ts';
import { startProcess } from '../processes/start-process.ts';
import { type Cell, megabytes, table } from '../table.ts';
import { startWorld } from '../world.ts';
import type { Part } from '../worlds.ts';

/** A mailbox that is backed up, beside a loop that fetches and parses the same messages and keeps nothing. */
export const mailPart: Part = {
  name: 'mail',
  title: 'Backup of a mailbox',
  async run({ isQuick }) {
    const count = isQuick ? 300 : 10_000;
    const world = await startWorld(200);
    try {
      const { foyer, founder, sandbox } = world;
      await world.sandboxProcess.ask('letters', { login: founder, count });
      await foyer.ask('members', 10);
      const backupId = await foyer.ask<string>('leaveMailbox', founder);
      const before = await foyer.settledMemory();
      const [cpu, start] = [await foyer.cpu(), performance.now()];
      const kept = await foyer.ask<number>('backUp', backupId);
      const seconds = (performance.now() - start) / 1000;
      const cpuSeconds = ((await foyer.cpu()) - cpu) / 1000;
      const after = await foyer.memory();

      const input: MailLoopInput = { mail: sandbox.mail, login: founder };
      const loop = await startProcess<null>('./mail-loop.ts', input);
      const idle = await loop.settledMemory();
      const bare = await loop.ask<MailLoopResult>('read');
      const looped = await loop.memory();
      await loop.stop();
      const row = (name: string, time: number, cpuTime: number, from: Memory, to: Memory): Cell[] => [
        name,
        time,
        count / time,
        cpuTime,
        megabytes(to.peak - from.now),
      ];
      return [
        `${count.toLocaleString('en-US')} messages of about 4 kB over POP3 with TLS, every other one with a record's address: ${kept.toLocaleString('en-US')} were kept. The bare loop parses all of them with node-pop3 and mailparser and keeps none.`,
        table(
          ['', 's', 'messages /s', 'CPU s', 'MB more, at most'],
          [
            row('Foyer', seconds, cpuSeconds, before, after),
            row('bare loop', bare.seconds, bare.cpuSeconds, idle, looped),
          ],
        ),
      ].join('\n\n');
    } finally {
      await world.close();
    }
  },
};

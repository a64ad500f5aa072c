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
}

let appUrl = '';
const { people } = processInput<{ people: number }>();
const { origin, tenantId, clientId, clientSecret, mailSender, close } = await startSandbox({
  port: 0,
  appUrl: () => appUrl,
  people,
});
const ready: SandboxAddress = { origin, tenantId, clientId, clientSecret, mailSender };
answerQuestions(ready, {
  installed: (url: string) => {
    appUrl = url;
  },
  stop: close,
});

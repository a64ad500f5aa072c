import { Consents, foyerApplication, graphExplorer } from './entra/applications.ts';
import { CodeBook } from './entra/codes.ts';
import { activePerson, type Entra } from './entra/context.ts';
import { refusals } from './entra/errors.ts';
import { KeyRing } from './entra/keys.ts';
import { type HostTokens, Tokens } from './entra/tokens.ts';
import { Faults } from './faults.ts';
import type { Graph } from './graph/call.ts';
import { Subscriptions } from './graph/subscriptions.ts';
import { UserQueries } from './graph/user-queries.ts';
import { openJournal } from './journal.ts';
import { mailboxFinder } from './mailboxes/addresses.ts';
import { openCertificate } from './mailboxes/certificate.ts';
import { writtenBefore } from './mailboxes/correspondence.ts';
import { Mailboxes, type MailEntry } from './mailboxes/mailboxes.ts';
import { Maildrops } from './mailboxes/maildrops.ts';
import { type MailServers, startMailServers } from './mailboxes/servers.ts';
import { Population } from './people/population.ts';
import type { AppBuild, Sandbox } from './sandbox.ts';
import { listen, sandboxApp } from './server.ts';
import { signInCookie } from './sign-in.ts';
import { makeWorld } from './world.ts';

export interface SandboxOptions {
  /** 0 for any free one. The mail servers take `port + 109` and the three after it, or any free ones too. */
  readonly port: number;
  /** Where Foyer answers; a function while that is not known yet. */
  readonly appUrl: string | (() => string);
  /** How far its pages are, while they are built; they are there when missing. */
  readonly appBuild?: () => AppBuild | null;
  /** People in the tenant that Foyer is installed in; 1,200 when missing. */
  readonly people?: number;
  /** The same seed makes the same tenants, people and ids; 1 when missing. */
  readonly seed?: number;
  /** Where mail, changed people and keys are kept; nowhere when missing. */
  readonly dataDir?: string;
  /** Certificates (PEM) that may sign Foyer's client assertions in place of the secret. */
  readonly certificates?: readonly string[];
}

export interface StartedSandbox {
  /** `http://localhost:PORT`. */
  readonly origin: string;
  readonly port: number;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `userPrincipalName` of the mailbox that Foyer sends from. */
  readonly mailSender: string;
  /** POP3 and IMAP for the mailboxes of the sandbox's people. */
  readonly mail: MailServers;
  /** The inside, for tests in the same process. */
  readonly sandbox: Sandbox & HostTokens;
  readonly maildrops: Maildrops;
  close(): Promise<void>;
}

/**
 * Starts another Microsoft 365 on this computer: sign-in, Graph, mailboxes and a home page.
 * @throws Error when `NODE_ENV` is `production`, or the port is taken.
 */
export async function startSandbox(options: SandboxOptions): Promise<StartedSandbox> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error('The sandbox hands out anybody’s tokens: it does not start when NODE_ENV is production.');
  }
  const { people = 1200, seed = 1, dataDir, certificates = [] } = options;
  const [keys, { server, port }] = await Promise.all([KeyRing.open(dataDir), listen(options.port)]);
  const origin = `http://localhost:${port}`;
  const world = makeWorld(seed, people);
  const { tenants, clientId, clientSecret, mailSender } = world;
  const [home] = tenants;
  if (home === undefined) throw new TypeError('a world has tenants');
  const { appUrl, appBuild = () => null } = options;
  const appAddress = () => (typeof appUrl === 'string' ? appUrl : appUrl()).replace(/\/$/, '');

  const faults = new Faults();
  const population = new Population(tenants, openJournal(dataDir, 'people.jsonl'));
  const find = (id: string) => population.find(id);
  const tokens = new Tokens(keys, clientSecret);
  const foyer = foyerApplication(clientId, clientSecret, certificates);
  const mailboxes = new Mailboxes(
    mailboxFinder(tenants, population.formerLogins),
    openJournal<MailEntry>(dataDir, 'mail.jsonl'),
  );
  const maildrops = new Maildrops(mailboxes, seed);
  const mail = await startMailServers(
    {
      certificate: openCertificate(dataDir),
      maildrops,
      faults,
      findPersonByLogin: (login) => population.findByLogin(login),
      password: 'sandbox',
    },
    options.port === 0 ? 0 : options.port + 109,
  );
  const sandbox: Sandbox & HostTokens = {
    config: { origin, port, appUrl: appAddress, appBuild, tenantId: home.id, clientId, clientSecret, mailSender },
    tenants,
    mailboxes,
    writtenBefore: (person) => writtenBefore(person, seed),
    faults,
    findPerson: find,
    findPersonByLogin: (login) => population.findByLogin(login),
    tenantOf: (person) => population.tenantOf(person),
    signIn: signInCookie(find),
    async issueHostToken(personId, tokenOptions) {
      const person = activePerson(entra, personId);
      const target = { call: 'HOST getAuthToken', person };
      if (faults.strike('host-consent', target) !== undefined) throw refusals.consentRequired(clientId);
      if (faults.strike('host-mfa', target) !== undefined) throw refusals.mfaRequired();
      return tokens.forApplication(person, clientId, tokenOptions);
    },
  };
  const consents = new Consents(
    foyer,
    tenants.map(({ id }) => id),
  );
  const applications = new Map([foyer, graphExplorer].map((application) => [application.clientId, application]));
  const entra: Entra = { sandbox, keys, tokens, codes: new CodeBook(), consents, foyer, applications };
  const graph: Graph = {
    sandbox,
    queries: new UserQueries(),
    subscriptions: new Subscriptions(sandbox),
    unknownCalls: [],
  };
  const controls = {
    sandbox,
    mail,
    keys,
    consents,
    unknownCalls: graph.unknownCalls,
    createPerson: population.create.bind(population),
    changePerson: population.change.bind(population),
    renamePeople: population.rename.bind(population),
  };
  server.on('request', sandboxApp(entra, graph, controls));
  return {
    origin,
    port,
    tenantId: home.id,
    clientId,
    clientSecret,
    mailSender,
    mail,
    sandbox,
    maildrops,
    async close() {
      await mail.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

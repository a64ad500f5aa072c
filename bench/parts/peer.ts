import { TERMS_VERSION } from '../../src/server/core/invitations/terms.ts';
import { type Caller, callerOf, type HttpCall } from '../http.ts';
import { load } from '../load.ts';
import type { PeerAddress } from '../processes/foyer.ts';
import { type Cell, table } from '../table.ts';
import { startWorld, type World } from '../world.ts';
import type { Part } from '../worlds.ts';

/** Members of either organization. */
const MEMBERS = 1000;

/** One side of a comparison: a call for each number, made ready before the clock runs. */
interface Side {
  cpu(): Promise<number>;
  call(number: number): Promise<unknown>;
}

interface Pair {
  name: string;
  /** Calls of a round, the same on both sides. */
  calls: number;
  sides: readonly [foyer: Side, peer: Side];
}

interface Rounds {
  rounds: number;
  atOnce: number;
}

/** Foyer beside Better Auth with its organization plugin, doing the same for the same number of people. */
export const peerPart: Part = {
  name: 'peer',
  title: 'Beside Better Auth with its organization plugin',
  async run({ isQuick }) {
    const world = await startWorld(isQuick ? 400 : 4000);
    try {
      await world.foyer.ask('members', MEMBERS);
      const peer = await world.foyer.ask<PeerAddress>('peer', MEMBERS);
      const caller = callerOf(peer.url);
      try {
        const rows: Cell[][] = [];
        for (const atOnce of [1, 16]) {
          const reads = { rounds: isQuick ? 4 : 16, atOnce };
          for (const pair of readPairs(world, peer, caller, isQuick ? 20 : 150)) rows.push(await compare(pair, reads));
          const writes = { rounds: isQuick ? 2 : 8, atOnce };
          for (const pair of await writePairs(world, peer, caller, writes, 16)) rows.push(await compare(pair, writes));
        }
        return [
          `Both on the same embedded database, ${MEMBERS.toLocaleString('en-US')} members in either organization, in alternating rounds. ` +
            'A ratio is the time of Foyer’s round ÷ that of the peer’s next one: the median, and the quartiles. Foyer writes its audit ' +
            'trail and its outbox, counts seats and checks the person in the directory when somebody accepts; the peer does none of these.',
          table(
            [
              'call',
              'at once',
              'Foyer ms',
              'peer ms',
              'Foyer ÷ peer',
              'lower quartile',
              'upper quartile',
              'CPU ÷ peer',
            ],
            rows,
          ),
        ].join('\n\n');
      } finally {
        caller.close();
      }
    } finally {
      await world.close();
    }
  },
};

/** Milliseconds a call in each round, and what becomes of them. */
async function compare({ name, calls, sides }: Pair, { rounds, atOnce }: Rounds): Promise<Cell[]> {
  const times: [number, number][] = [];
  const cpu: [number, number] = [0, 0];
  const round = async (which: 0 | 1, number: number): Promise<number> => {
    const side = sides[which];
    const {
      count,
      perSecond,
      cpu: used,
    } = await load({ total: calls, atOnce, cpu: side.cpu }, (each) => side.call(number * calls + each));
    cpu[which] += (used ?? 0) * count;
    return 1000 / perSecond;
  };
  for (let number = 0; number < rounds; number++) times.push([await round(0, number), await round(1, number)]);
  const ratios = times.map(([foyer, peer]) => foyer / peer);
  const middle = (which: 0 | 1) =>
    quantile(
      times.map((each) => each[which]),
      0.5,
    );
  return [
    name,
    String(atOnce),
    middle(0),
    middle(1),
    ...[0.5, 0.25, 0.75].map((part) => quantile(ratios, part)),
    cpu[0] / cpu[1],
  ];
}

function readPairs(world: World, peer: PeerAddress, caller: Caller, calls: number): Pair[] {
  const session = world.administrator;
  const foyer = (path: string): Side => ({
    cpu: world.foyer.cpu,
    call: () => world.caller.call({ path: `/api/v1${path}`, session }),
  });
  const other = (path: string): Side => ({
    cpu: world.foyer.cpu,
    call: () => caller.call({ path: `/api/auth${path}`, ...peer.owner }),
  });
  const members = other(`/organization/list-members?limit=50&organizationId=${peer.organizationId}`);
  const pair = (name: string, own: Side, others: Side): Pair => ({ name, calls, sides: [own, others] });
  return [
    pair('session read', foyer('/session'), other('/get-session')),
    pair('members page', foyer('/members?limit=50'), members),
    pair('directory search', foyer('/directory/users?limit=50&search=amelia'), members),
  ];
}

/** Invitations, and their answers by people who have signed in already. */
async function writePairs(
  world: World,
  peer: PeerAddress,
  caller: Caller,
  { rounds, atOnce }: Rounds,
  calls: number,
): Promise<Pair[]> {
  const total = rounds * calls;
  const people = await world.takePeople(total);
  const emails = people.map((_, number) => `invited.${atOnce}.${number}@peer.example`);
  const signedUp = await world.foyer.ask<PeerAddress['owner'][]>('signUpToPeer', emails);
  const sessions: string[] = [];
  for (const { loginId } of people) sessions.push(await world.signIn(await world.hostToken(loginId)));
  const invitations: string[] = [];
  const { cpu } = world.foyer;
  const post = (call: Pick<HttpCall, 'path' | 'body' | 'session' | 'cookie'>): HttpCall => ({
    method: 'POST',
    ...call,
  });
  const { organizationId } = peer;
  return [
    {
      name: 'invite',
      calls,
      sides: [
        {
          cpu,
          call: (number) =>
            world.caller.call(
              post({
                path: '/api/v1/invitations',
                session: world.administrator,
                body: { objectIds: [people[number]?.objectId] },
              }),
            ),
        },
        {
          cpu,
          async call(number) {
            const body = { email: emails[number], role: 'member', organizationId };
            const made = post({ path: '/api/auth/organization/invite-member', ...peer.owner, body });
            invitations[number] = (await caller.json<{ id: string }>(made)).id;
          },
        },
      ],
    },
    {
      name: 'accept',
      calls,
      sides: [
        {
          cpu,
          call: (number) =>
            world.caller.call(
              post({
                path: '/api/v1/invitations/mine/accept',
                session: sessions[number] ?? '',
                body: { termsVersion: TERMS_VERSION },
              }),
            ),
        },
        {
          cpu,
          call: (number) =>
            caller.call(
              post({
                path: '/api/auth/organization/accept-invitation',
                cookie: signedUp[number]?.cookie ?? '',
                body: { invitationId: invitations[number] },
              }),
            ),
        },
      ],
    },
  ];
}

function quantile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}

import { TERMS_VERSION } from '../../src/server/core/invitations/terms.ts';
import type { DirectoryUserView } from '../../src/server/features/directory/schemas.ts';
import type { JoinRequest } from '../../src/server/features/join-requests/schemas.ts';
import { comparedHead, comparedRow } from '../compare.ts';
import type { Caller } from '../http.ts';
import { load, type Measured } from '../load.ts';
import { type Cell, table } from '../table.ts';
import type { World } from '../world.ts';
import type { Part } from '../worlds.ts';

/** People press these buttons, so that few are under way at once. */
const AT_ONCE = 4;

const calls = ['invite', 'sign in', 'accept', 'ask', 'approve'] as const;

type Changes = Record<(typeof calls)[number], Measured>;

export const changesPart: Part = {
  name: 'changes',
  title: 'Changes: invite, accept, ask, approve',
  async run({ isQuick, world }) {
    const place = await world('small');
    const total = isQuick ? 10 : 120;
    await change(place, place.caller, 10);
    await change(place, await place.bare(), 10);
    const foyer = await change(place, place.caller, total);
    const bare = await change(place, await place.bare(), total);
    const rows: Cell[][] = calls.map((call) =>
      comparedRow(call, AT_ONCE, foyer[call], call === 'sign in' ? null : bare[call]),
    );
    return [
      'Accept, ask and approve each read one person from the sandbox’s Graph on either side. Foyer renders and sends its mails meanwhile; the bare server sends none.',
      table(comparedHead, rows),
    ].join('\n\n');
  },
};

/** Half of the people are invited and accept, the other half ask and are approved. */
async function change(world: World, caller: Caller, total: number): Promise<Changes> {
  const { administrator } = world;
  const amount = { total, atOnce: AT_ONCE, cpu: world.foyer.cpu };
  const invited = await world.takePeople(total);
  const asking = await world.takePeople(total);
  const invite = await load(amount, (number) =>
    caller.call({
      method: 'POST',
      path: '/api/v1/invitations',
      session: administrator,
      body: { objectIds: [at(invited, number).objectId] },
    }),
  );
  await world.foyer.ask('mailsSent');
  const guests = await signInAll(world, invited);
  const accept = await load(amount, (number) =>
    caller.call({
      method: 'POST',
      path: '/api/v1/invitations/mine/accept',
      session: at(guests.sessions, number),
      body: { termsVersion: TERMS_VERSION },
    }),
  );
  const { sessions } = await signInAll(world, asking);
  const requests: JoinRequest[] = [];
  const ask = await load(amount, async (number) => {
    const body = { message: 'I work on the spring campaign with Amelia and need to see its records.' };
    const session = at(sessions, number);
    requests.push(await caller.json({ method: 'POST', path: '/api/v1/join-requests', session, body }));
  });
  await world.foyer.ask('mailsSent');
  const approve = await load(amount, (number) =>
    caller.call({
      method: 'POST',
      path: `/api/v1/join-requests/${at(requests, number).id}/approve`,
      session: administrator,
      body: {},
    }),
  );
  await world.foyer.ask('mailsSent');
  return { invite, 'sign in': guests.measured, accept, ask, approve };
}

async function signInAll(world: World, people: readonly DirectoryUserView[]) {
  const tokens = await Promise.all(people.map(({ loginId }) => world.hostToken(loginId)));
  const sessions: string[] = [];
  const measured = await load({ total: people.length, atOnce: AT_ONCE, cpu: world.foyer.cpu }, async (number) => {
    sessions[number] = await world.signIn(at(tokens, number));
  });
  return { sessions, measured };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new TypeError(`there is nothing at ${index}`);
  return item;
}

import { memberModel } from '../../core/members/model.ts';
import { type MemberRef, type Place, toRef } from '../../core/members/service.ts';
import * as records from '../../core/records/service.ts';
import * as subscription from '../../core/seats/service.ts';
import { countOpen } from '../../core/sessions/activity.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import type { Actor, MemberActor } from '../../platform/actor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { countWorking, endTokens } from '../api-tokens/end-tokens.ts';
import { countGrants, endGrants } from '../authorized-sites/grants.ts';
import { eraseMembers, type Successor } from '../erasure/service.ts';
import { releaseAllOf } from '../extensions/activations.ts';
import { freezeMailboxes } from '../mailboxes/freeze-mailboxes.ts';
import type { MemberDetails } from './schemas.ts';

/** What is shown of members before they leave, under its name in the API. */
type Holding = keyof MemberDetails['holdings'];

/** Some members of one organization. */
interface Holders {
  organizationId: string;
  members: readonly MemberRef[];
}

/** One kind of thing that ends when its holder leaves. */
interface LeavingStep {
  /** How many of them these members hold, all together. Missing where no page shows the number. */
  count?: (services: Services, holders: Holders) => Promise<number>;
  /** Ends all of them in the transaction that deactivates the members. Reactivation brings none of them back. */
  end: (tx: Tx, holders: Holders, actor: MemberActor) => Promise<unknown>;
}

/** What ends when members leave (MEM-2), in this order. A feature whose things have to end adds a step here. */
const leavingSteps: Record<Holding, Required<LeavingStep>> & Record<'licences' | 'mailbox', LeavingStep> = {
  sessions: {
    count: (services, { members }) => countOpen(services, accountsOf(members)),
    end: (tx, { members }) => endSessions(tx, { accountIds: accountsOf(members) }, 'deactivated'),
  },
  apiTokens: {
    count: (services, { organizationId, members }) => countWorking(services, organizationId, accountsOf(members)),
    end: (tx, { organizationId, members }) => endTokens(tx, organizationId, accountsOf(members)),
  },
  sites: {
    count: (services, { organizationId, members }) => countGrants(services, organizationId, accountsOf(members)),
    end: (tx, { organizationId, members }) =>
      endGrants(tx, { organizationId, accountId: { $in: accountsOf(members) } }),
  },
  licences: { end: (tx, { members }, actor) => releaseAllOf(tx, actor, idsOf(members)) },
  mailbox: { end: (tx, { organizationId, members }) => freezeMailboxes(tx, organizationId, idsOf(members)) },
};

/** MEM-5: how many of each kind these members hold, all together, and would lose. */
export async function countHoldings(services: Services, holders: Holders): Promise<Record<Holding, number>> {
  const [sessions, apiTokens, sites] = await Promise.all([
    leavingSteps.sessions.count(services, holders),
    leavingSteps.apiTokens.count(services, holders),
    leavingSteps.sites.count(services, holders),
  ]);
  return { sessions, apiTokens, sites };
}

/** MEM-1, MEM-2: ends what these active members hold, and frees their seats. */
export async function endHoldings(tx: Tx, holders: Holders, actor: MemberActor): Promise<void> {
  for (const { end } of Object.values(leavingSteps)) await end(tx, holders, actor);
  await subscription.freeSeats(tx, holders.organizationId, holders.members.length);
}

/**
 * ACC-8: ends a membership of the actor's own account for good. What it held ends, its seat is free, and everything
 * that names the person is erased. With the last membership goes the account.
 * @throws Problem `records_owned` when the member was given records after theirs were handed over.
 */
export async function leave(
  tx: Tx,
  actor: Actor,
  { id, organizationId }: Place,
  { organization, successor }: { organization: string; successor: Successor },
): Promise<void> {
  const row = await memberModel(tx.db).findOne({ _id: id, organizationId }).session(tx.transaction).lean();
  if (!row) return;
  if (await records.ownsRecords(tx, organizationId, id)) throw new Problem('records_owned');
  if (row.status === 'active') {
    const member = toRef(row);
    const here = { ...actor, organization: { id: organizationId, name: organization }, member };
    await endHoldings(tx, { organizationId, members: [member] }, here);
  }
  await eraseMembers(tx, { organizationId, actor, successor, action: 'account.close' }, [row]);
}

function accountsOf(members: readonly MemberRef[]): string[] {
  return members.map(({ accountId }) => accountId);
}

function idsOf(members: readonly MemberRef[]): string[] {
  return members.map(({ id }) => id);
}

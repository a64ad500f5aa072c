import { MicrosoftError } from '../../../graph/errors.ts';
import { readVerifiedDomains } from '../../core/directory/verified-domains.ts';
import { findNamed } from '../../core/members/active-members.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import { findOwners } from '../../core/members/owners.ts';
import { RefusedMember } from '../../core/members/refused-member.ts';
import { recordsOfAddresses, type TiedRecord } from '../../core/records/addresses.ts';
import { visibility } from '../../core/records/visibility.ts';
import { type Listed, Pop3Session } from '../../mail-servers/pop3.ts';
import { MailServerError } from '../../mail-servers/trouble.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { SECOND } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { findMailbox } from '../mailboxes/mailboxes.ts';
import { readEnvelope } from '../messages/envelope.ts';
import { backupStates } from './backups.ts';
import { seenKeys, serverOf, tieRule } from './read-session.ts';
import { backupRefusal, uidKeys } from './rules.ts';
import type { BackupKind, BackupPreview } from './schemas.ts';

/** Somebody waits: so long, and so many headers. */
const PATIENCE = 20 * SECOND;
const MOST_HEADERS = 2000;

/** No header is longer. */
const HEADER_BYTES = 1024 * 1024;

/** So many records are named, those with the most messages. */
const MOST_RECORDS = 100;

/**
 * MAIL-10: what a backup would give to whom, by the headers of the newest messages; nothing is kept.
 * @throws Problem as `startBackupBody` lists them, and `mail_…` for what is wrong with the server.
 */
export async function previewBackup(
  services: Services,
  { actor }: Authorized<'mailbox.back-up'>,
  memberId: string,
  kind: BackupKind,
): Promise<BackupPreview> {
  const organizationId = actor.organization.id;
  const domains = await readVerifiedDomains(services, organizationId).catch((error: unknown) => {
    if (error instanceof MicrosoftError) return null;
    throw error;
  });
  const member = await findNamed(services, organizationId, memberId);
  const mailbox = await findMailbox(services, organizationId, memberId);
  const state = (await backupStates(services, organizationId, [memberId])).get(memberId);
  const code = backupRefusal(
    {
      mailbox,
      member,
      isOwn: memberId === actor.member.id,
      outranks: (await outrankingAmong(services, actor, [member])).has(memberId),
      managers: 0,
      domains,
      isRunning: state?.last.open === true,
      backedUpAt: state?.readAt ?? null,
    },
    kind,
  );
  if (code || !mailbox) throw new RefusedMember(code ?? 'mailbox_missing', { id: memberId });
  const before = { organizationId, mailboxId: mailbox._id, _id: state?.last._id ?? '', kind };
  const seen = kind === 'latest' ? await seenKeys(services, before) : null;
  const isNew = ({ uidKey }: { uidKey: string | null }) =>
    uidKey === null || !(seen?.ours.has(uidKey) || seen?.others.has(uidKey));
  try {
    const session = await Pop3Session.open(serverOf(services, mailbox), services.mailServerRules);
    try {
      const listed = uidKeys(mailbox, await session.listed()).filter(isNew);
      const addresses = await readAddresses(session, listed);
      const rule = await tieRule(services, organizationId, { member, domains });
      const records = await recordsOfAddresses(services, organizationId, [...new Set(addresses.flat())], rule);
      const ties = addresses.map((each) => each.flatMap((address) => records.get(address) ?? []));
      return { total: listed.length, read: addresses.length, ...(await summarize(services, actor, ties)) };
    } finally {
      session.close();
    }
  } catch (error) {
    throw error instanceof MailServerError ? new Problem(error.code, { cause: error }) : error;
  }
}

/** Whom each of the messages is from and to, the newest first, as far as there is time. A server may refuse some. */
async function readAddresses(session: Pop3Session, listed: readonly Listed[]): Promise<string[][]> {
  const until = performance.now() + PATIENCE;
  const read: string[][] = [];
  for (const { number } of listed.toReversed().slice(0, MOST_HEADERS)) {
    if (performance.now() > until) break;
    const header = await session.header(number, HEADER_BYTES);
    if (!header) continue;
    const pieces: Buffer[] = [];
    for await (const piece of header as AsyncIterable<Buffer>) pieces.push(piece);
    read.push((await readEnvelope(Buffer.concat(pieces))).addresses);
  }
  return read;
}

/** Counts a message once for each record, and once for each owner of any. A title is for those who see the record. */
async function summarize(services: Services, actor: MemberActor, ties: readonly TiedRecord[][]) {
  const records = new Map<string, TiedRecord & { messages: number }>();
  const owners = new Map<string, number>();
  for (const tied of ties) {
    for (const record of new Map(tied.map((each) => [each._id, each])).values()) {
      records.set(record._id, { ...record, messages: (records.get(record._id)?.messages ?? 0) + 1 });
    }
    for (const id of new Set(tied.map(({ ownerId }) => ownerId))) owners.set(id, (owners.get(id) ?? 0) + 1);
  }
  const names = await findOwners(services, actor.organization.id, [...owners.keys()]);
  const sees = await visibility(services, actor);
  const most = (a: { messages: number }, b: { messages: number }) => b.messages - a.messages;
  return {
    kept: ties.filter((tied) => tied.length > 0).length,
    owners: [...owners]
      .map(([id, messages]) => ({ id, fullName: names.get(id)?.fullName ?? null, messages }))
      .toSorted(most),
    recordCount: records.size,
    records: [...records.values()]
      .toSorted(most)
      .slice(0, MOST_RECORDS)
      .map(({ _id, module, title, ownerId, messages }) => ({
        id: _id,
        module,
        title: sees(ownerId) ? title : null,
        owner: names.get(ownerId)?.fullName ?? null,
        messages,
      })),
  };
}

import { RateLimiterRes } from 'rate-limiter-flexible';
import * as audit from '../../core/audit/service.ts';
import { holdActive } from '../../core/members/owners.ts';
import { MailServerError } from '../../mail-servers/trouble.ts';
import { tryServer } from '../../mail-servers/try-server.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { SECOND } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { findMailbox } from './mailboxes.ts';
import { type MailboxRow, mailboxModel, secretContext } from './model.ts';
import type { Mailbox, SaveMailbox } from './schemas.ts';

/** MAIL-1: the member's own mailbox. */
export async function showMailbox(services: Services, { actor }: Authorized<'mailbox.save'>): Promise<Mailbox> {
  return present(await findMailbox(services, actor.organization.id, actor.member.id));
}

/**
 * MAIL-1: tries the connection, then keeps the configuration; the password is sealed. The trail tells each failure.
 * @throws Problem `mailbox_locked`, `validation_failed` where the password is missing, `mail_…` for what failed,
 *   `too_many_attempts`.
 */
export async function saveMailbox(
  services: Services,
  { actor }: Authorized<'mailbox.save'>,
  wanted: SaveMailbox,
): Promise<Mailbox> {
  const { organization, member } = actor;
  const before = await findMailbox(services, organization.id, member.id);
  refuseLocked(before, wanted);
  const password = wanted.password ?? keptPassword(services, before, wanted);
  await tryInTurn(services, actor, { ...wanted, password });
  return present(await withTransaction(services, (tx) => keep(tx, actor, { ...wanted, password })));
}

/**
 * Tries a server, so often in an hour: a member is not to find out what listens where, nor which password is right. The
 * try is counted before it begins, so that many at once are not more, and is given back to whoever is let in.
 */
async function tryInTurn(services: Services, actor: MemberActor, server: SaveMailbox & { password: string }) {
  const { mailServerRules, log } = services;
  const { organization, member, account } = actor;
  await mailServerRules.tries.consume(member.id).catch((refusal: unknown) => {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new Problem('too_many_attempts', { retryAfter: Math.max(1, Math.ceil(refusal.msBeforeNext / SECOND)) });
  });
  try {
    await tryServer(server, mailServerRules);
  } catch (error) {
    if (!(error instanceof MailServerError)) throw error;
    const { protocol, host, port, security } = server;
    log.info({ err: error, host, port }, 'a mail server was tried in vain');
    const target = { kind: 'member', id: member.id, label: account.loginId };
    const details = { protocol, host, port, security };
    const entry = { actor, organizationId: organization.id, action: 'mailbox.save', target, details } as const;
    await audit.recordRefusal(services, entry, error.code);
    throw new Problem(error.code, { cause: error });
  }
  await mailServerRules.tries.reward(member.id);
}

/** MAIL-5: of a locked mailbox nothing but the password changes. */
const LOCKED_FIELDS = ['address', 'protocol', 'host', 'port', 'security', 'userName', 'sharing'] as const;

function refuseLocked(before: MailboxRow | null, wanted: SaveMailbox): void {
  if (before?.lockedAt && LOCKED_FIELDS.some((field) => before[field] !== wanted[field])) {
    throw new Problem('mailbox_locked');
  }
}

/** A kept password is only good for the server that it was given for. */
function keptPassword({ secrets }: Services, before: MailboxRow | null, wanted: SaveMailbox): string {
  const { protocol, host, port, security, userName } = wanted;
  const isSame =
    before?.protocol === protocol &&
    before.host === host &&
    before.port === port &&
    before.security === security &&
    before.userName === userName;
  if (before && isSame) return secrets.open(before.password, secretContext(before));
  throw new Problem('validation_failed', { errors: [{ field: 'password', code: 'required', message: '' }] });
}

async function keep(tx: Tx, actor: MemberActor, wanted: SaveMailbox & { password: string }): Promise<MailboxRow> {
  const organizationId = actor.organization.id;
  const memberId = actor.member.id;
  // Somebody who is deactivated at this moment must not leave a mailbox that looks as if saved afterwards (MAIL-8).
  if (!(await holdActive(tx, organizationId, [memberId])).has(memberId)) throw new Problem('member_inactive');
  const before = await findMailbox(tx, organizationId, memberId);
  refuseLocked(before, wanted);
  const _id = before?._id ?? newId();
  const { address, protocol, host, port, security, userName, sharing, password } = wanted;
  const row: MailboxRow = {
    _id,
    organizationId,
    memberId,
    address,
    protocol,
    host,
    port,
    security,
    userName,
    password: tx.secrets.seal(password, secretContext({ _id })),
    sharing,
    lockedAt: before?.lockedAt ?? null,
    savedAt: tx.clock.now(),
    frozenAt: null,
  };
  await mailboxModel(tx.db).replaceOne({ _id, organizationId }, row, { session: tx.transaction, upsert: true });
  await audit.record(tx, {
    actor,
    organizationId,
    action: 'mailbox.save',
    target: { kind: 'member', id: memberId, label: actor.account.loginId },
    details: { protocol, host, port, security, sharing, changedAddress: before?.address !== address },
  });
  return row;
}

function present(row: MailboxRow | null): Mailbox {
  return {
    configured: row !== null,
    address: row?.address ?? null,
    protocol: row?.protocol ?? null,
    host: row?.host ?? null,
    port: row?.port ?? null,
    security: row?.security ?? null,
    userName: row?.userName ?? null,
    sharing: row?.sharing ?? null,
    locked: row !== null && row.lockedAt !== null,
    frozen: row !== null && row.frozenAt !== null,
    savedAt: row?.savedAt.toISOString() ?? null,
  };
}

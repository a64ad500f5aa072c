import type { JoinRequestRow } from '../../core/join-requests/model.ts';
import * as members from '../../core/members/service.ts';
import type { OrganizationRef } from '../../core/organizations/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Language } from '../../platform/permissions.ts';
import type { Tx } from '../../platform/services.ts';
import { type Asking, approvedEmail, declinedEmail, type joinRequestEmail, type reminderEmail } from './emails.tsx';

/** JOIN-2: writes to everybody who can decide at this moment, and to nobody else. */
export async function mailApprovers(
  tx: Tx,
  organization: OrganizationRef,
  row: JoinRequestRow,
  email: typeof joinRequestEmail | typeof reminderEmail,
): Promise<void> {
  const requestId = row._id;
  const data: Asking = {
    requestId,
    organization: organization.name,
    timeZone: organization.timeZone,
    fullName: row.fullName,
    loginId: row.loginId,
    jobTitle: row.jobTitle,
    department: row.department,
    message: row.message,
    askedAt: row.createdAt.toISOString(),
  };
  const approvers = await members.approvers(tx, organization.id);
  await outbox.enqueueAll(
    tx,
    approvers.map(({ id, fullName, mailTo, language }) => ({
      email,
      data,
      to: { address: mailTo, name: fullName },
      language,
      dedupeKey: `${email.kind}:${requestId}:${id}`,
      organizationId: organization.id,
    })),
  );
}

/** JOIN-5: writes to the person who asked. */
export async function mailApproved(
  tx: Tx,
  organization: OrganizationRef,
  row: JoinRequestRow,
  language: Language,
): Promise<void> {
  await outbox.enqueue(tx, {
    email: approvedEmail,
    data: answerOf(organization, row),
    language,
    ...toRequester(row),
  });
}

/** JOIN-8: writes to the person who asked. */
export async function mailDeclined(
  tx: Tx,
  organization: OrganizationRef,
  row: JoinRequestRow,
  { mayAskAgainAt, language }: { mayAskAgainAt: Date; language: Language },
): Promise<void> {
  const data = {
    ...answerOf(organization, row),
    reason: row.reason ?? '',
    mayAskAgainAt: mayAskAgainAt.toISOString(),
  };
  await outbox.enqueue(tx, { email: declinedEmail, data, language, ...toRequester(row) });
}

function answerOf({ name, timeZone }: OrganizationRef, { fullName, decidedBy }: JoinRequestRow) {
  return { organization: name, timeZone, fullName, decidedBy: decidedBy?.fullName ?? '' };
}

function toRequester(row: JoinRequestRow) {
  return {
    to: { address: row.mailTo, name: row.fullName },
    dedupeKey: `join-request-answer:${row._id}`,
    organizationId: row.organizationId,
  };
}

import { Schema } from 'mongoose';
import type { MemberActor } from './actor.ts';
import { ID } from './ids.ts';
/** Who asked for something that goes on without them; what the audit trail needs of them. */
export interface Requester {
  accountId: string;
  loginId: string;
  address: string | null;
}

export const id = { type: ID, required: true };

export const requesterSchema = new Schema<Requester>(
  { accountId: id, loginId: { type: String, required: true }, address: { type: String, default: null } },
  { _id: false },
);

export function requesterOf({ account, address }: MemberActor): Requester {
  return { accountId: account.id, loginId: account.loginId, address };
}

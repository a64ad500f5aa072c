import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { accountModel } from '../../src/server/core/accounts/model.ts';
import { type MemberRow, memberModel } from '../../src/server/core/members/model.ts';
import { profileModel } from '../../src/server/core/profiles/model.ts';
import { roleModel } from '../../src/server/core/roles/model.ts';
import { found, signedIn } from './session.ts';

/** Rows whose accounts are read together. */
const BATCH = 500;

/** A page of members in the order of their names, how many there are, and what is written beside each. */
export async function readMembers(db: Connection, request: Request) {
  const { organization } = await signedIn(db, request);
  const organizationId = found(organization)._id;
  const { search, limit } = request.query as { search?: string; limit: string };
  const typed = search && { $and: search.split(' ').map((word) => ({ words: new RegExp(`^${word}`) })) };
  const filter = { organizationId, ...typed };
  const [rows, total] = await Promise.all([
    memberModel(db).find(filter).sort({ nameKey: 1, _id: 1 }).limit(Number(limit)).lean(),
    memberModel(db).countDocuments(filter),
  ]);
  const [accounts, profiles, roles] = await Promise.all([
    accountModel(db)
      .find({ _id: { $in: rows.map(({ accountId }) => accountId) } })
      .lean(),
    profileModel(db).find({ organizationId }).lean(),
    roleModel(db).find({ organizationId }).lean(),
  ]);
  return { rows, accounts, profiles, roles, total };
}

/** Everybody as a line of CSV, with the name of the account. */
export async function exportMembers(db: Connection, request: Request): Promise<Readable> {
  const { organization } = await signedIn(db, request);
  const rows = memberModel(db)
    .find({ organizationId: found(organization)._id })
    .sort({ nameKey: 1, _id: 1 })
    .lean<MemberRow[]>();
  const columns = ['firstName', 'lastName', 'loginId', 'status', 'joinedAt'];
  return Readable.from(withAccounts(db, rows.cursor({ batchSize: BATCH }))).compose<Readable>(
    stringify({ columns }),
  ) as Readable;
}

async function* withAccounts(db: Connection, rows: AsyncIterable<MemberRow>) {
  const batch: MemberRow[] = [];
  const lines = async () => {
    const ids = batch.map(({ accountId }) => accountId);
    const accounts = await accountModel(db)
      .find({ _id: { $in: ids } })
      .lean();
    const byId = new Map(accounts.map((account) => [String(account._id), account]));
    return batch.splice(0).map((row) => ({ ...row, ...byId.get(String(row.accountId)) }));
  };
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === BATCH) yield* await lines();
  }
  yield* await lines();
}

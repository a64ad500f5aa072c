import type { Connection } from 'mongoose';
import { accountModel } from '../../src/server/core/accounts/model.ts';
import { memberModel } from '../../src/server/core/members/model.ts';
import { recordModel } from '../../src/server/core/records/model.ts';
import { DEFAULTS } from '../../src/server/features/records/schemas.ts';
import { fold, words } from '../../src/server/platform/search-text.ts';

/** Documents of one write. */
const BATCH = 1000;

const first = [
  'Amélie',
  'Bruno',
  'Chiara',
  'Dmitri',
  'Esra',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Kenza',
  'Léo',
];
const last = [
  'Almeida',
  'Baker',
  'Costa',
  'Dubois',
  'Ekström',
  'Fontaine',
  'García',
  'Haddad',
  'Ito',
  'Jansen',
  'Kowalski',
];

/** Makes so many members beside the founder, straight in the database: what people would do in years. */
export async function fillMembers(db: Connection, count: number): Promise<void> {
  const founder = await memberModel(db).findOne().lean();
  if (!founder) throw new Error('there is no member to be like');
  for (let from = 0; from < count; from += BATCH) {
    const people = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => personOf(from + at));
    const accounts = await accountModel(db).insertMany(
      people.map(({ loginId, firstName, lastName }) => ({
        loginId,
        firstName,
        lastName,
        language: 'en',
        isGuest: false,
        identities: [],
        createdAt: new Date(),
      })),
    );
    const { organizationId, profileId, roleId } = founder;
    await memberModel(db).insertMany(
      people.map(({ loginId, fullName }, at) => ({
        organizationId,
        accountId: accounts[at]?._id,
        nameKey: fold(fullName),
        words: words(fullName, loginId),
        objectId: null,
        status: at % 10 === 9 ? 'inactive' : 'active',
        profileId,
        roleId,
        joinedAt: new Date(1_600_000_000_000 + (from + at) * 1000),
      })),
    );
  }
}

/** Gives so many leads to the founder; the ids of the founder and of the member who can take them over. */
export async function fillLeads(db: Connection, count: number): Promise<{ from: string; to: string }> {
  const [from, to] = await memberModel(db).find({ status: 'active' }).sort({ _id: 1 }).limit(2).lean();
  if (!from || !to) throw new Error('two members are needed');
  const now = new Date();
  for (let start = 0; start < count; start += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - start) }, (_, at) => leadOf(start + at));
    await recordModel(db).insertMany(
      rows.map((row) => ({
        ...row,
        organizationId: from.organizationId,
        ownerId: from._id,
        createdAt: now,
        updatedAt: now,
      })),
      { lean: true },
    );
  }
  return { from: from._id, to: to._id };
}

function personOf(number: number) {
  const firstName = first[number % first.length] ?? '';
  const lastName = `${last[number % last.length]} ${number}`;
  return { firstName, lastName, fullName: `${firstName} ${lastName}`, loginId: `member.${number}@bench.example` };
}

function leadOf(number: number) {
  const name = `Lead ${number}`;
  return {
    module: 'leads' as const,
    fields: { ...DEFAULTS.leads, name, email: `lead.${number}@customer.example` },
    title: name,
    titleKey: fold(name),
    words: words(name),
    emails: [`lead.${number}@customer.example`],
    dateKey: '9999-12-31',
    transferId: null,
  };
}

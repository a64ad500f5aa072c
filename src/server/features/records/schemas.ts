import { z } from 'zod';
import { idSchema, instantSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';
import { MEMBER_STATUSES } from '../../platform/permissions.ts';
import { messageSummary } from '../mail-accounts/schemas.ts';

/** The kinds of records, as they stand in the addresses. */
export const MODULES = ['leads', 'contacts', 'deals', 'tasks'] as const;
const LEAD_STATUSES = ['new', 'contacted', 'qualified', 'lost'] as const;
const LEAD_SOURCES = ['web', 'referral', 'event', 'campaign', 'other'] as const;
const DEAL_STAGES = ['qualification', 'proposal', 'negotiation', 'won', 'lost'] as const;

/** The life of a transfer; `done` and `failed` may be undone for a day, `undone` is the end. */
export const TRANSFER_STATUSES = ['waiting', 'running', 'done', 'failed', 'undoing', 'undone'] as const;

export type Module = (typeof MODULES)[number];
export type TransferStatus = (typeof TRANSFER_STATUSES)[number];

const line = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'control_characters')
  .trim();
const required = line.min(1);
const optional = line.transform((text) => text || null).nullable();
const email = z.string().trim().pipe(z.email().max(254));
const day = z.iso.date();

export const recordRefSchema = z.strictObject({ module: z.enum(MODULES), id: idSchema });

/** What a record of each kind holds beside its owner. */
export const FIELDS = {
  leads: z.strictObject({
    name: required,
    company: optional,
    email: email.nullable(),
    phone: optional,
    status: z.enum(LEAD_STATUSES),
    source: z.enum(LEAD_SOURCES).nullable(),
  }),
  contacts: z.strictObject({
    firstName: optional,
    lastName: required,
    emails: z.array(email).max(10),
    phone: optional,
    company: optional,
  }),
  deals: z.strictObject({
    name: required,
    /** In the smallest unit of the currency: cents for EUR. */
    amount: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable(),
    /** ISO 4217. */
    currency: z.string().regex(/^[A-Z]{3}$/, 'malformed_currency'),
    stage: z.enum(DEAL_STAGES),
    closeDate: day.nullable(),
    contactId: idSchema.nullable(),
  }),
  tasks: z.strictObject({
    subject: required,
    dueDate: day.nullable(),
    done: z.boolean(),
    related: recordRefSchema.nullable(),
  }),
};

/** What a new record holds where nothing was said. */
export const DEFAULTS = {
  leads: { company: null, email: null, phone: null, status: 'new', source: null },
  contacts: { firstName: null, emails: [], phone: null, company: null },
  deals: { amount: null, currency: 'EUR', stage: 'qualification', closeDate: null, contactId: null },
  tasks: { dueDate: null, done: false, related: null },
} as const;

const ownerId = idSchema.optional();

/** `POST /records/{module}`: without `ownerId` the record is the caller's. */
export const CREATE_BODIES = {
  leads: FIELDS.leads.partial().extend({ name: FIELDS.leads.shape.name, ownerId }),
  contacts: FIELDS.contacts.partial().extend({ lastName: FIELDS.contacts.shape.lastName, ownerId }),
  deals: FIELDS.deals.partial().extend({ name: FIELDS.deals.shape.name, ownerId }),
  tasks: FIELDS.tasks.partial().extend({ subject: FIELDS.tasks.shape.subject, ownerId }),
};

/** `PATCH /records/{module}/{id}`: what is left out stays as it is. */
export const UPDATE_BODIES = {
  leads: FIELDS.leads.partial().extend({ ownerId }),
  contacts: FIELDS.contacts.partial().extend({ ownerId }),
  deals: FIELDS.deals.partial().extend({ ownerId }),
  tasks: FIELDS.tasks.partial().extend({ ownerId }),
};

/** A member as the owner of something; an inactive one keeps what they own (MEM-3). */
export const ownerSchema = z.strictObject({
  id: idSchema,
  fullName: z.string(),
  loginId: z.string(),
  status: z.enum(MEMBER_STATUSES),
});

const common = {
  id: idSchema,
  /** Null once the member was deleted. */
  owner: ownerSchema.nullable(),
  /** The contact of a deal, the record of a task; null where there is none or the reader may not see it. */
  linked: recordRefSchema.extend({ title: z.string() }).nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  abilities: z.strictObject({ update: z.boolean(), delete: z.boolean() }),
};

export const RECORDS = {
  leads: z.strictObject({ module: z.literal('leads'), ...common, ...FIELDS.leads.shape }),
  contacts: z.strictObject({ module: z.literal('contacts'), ...common, ...FIELDS.contacts.shape }),
  deals: z.strictObject({ module: z.literal('deals'), ...common, ...FIELDS.deals.shape }),
  tasks: z.strictObject({ module: z.literal('tasks'), ...common, ...FIELDS.tasks.shape }),
};

export const RECORD_PAGES = {
  leads: pageSchema(RECORDS.leads),
  contacts: pageSchema(RECORDS.contacts),
  deals: pageSchema(RECORDS.deals),
  tasks: pageSchema(RECORDS.tasks),
};

const filters = { search: z.string().max(100).trim().optional(), ownerId: idSchema.optional() };

/** `GET /records/{module}`. `date` is the close date of a deal, the due date of a task; those without come last. */
export const recordsQuery = z.strictObject({
  ...filters,
  sort: z.enum(['name', '-name', 'updated', '-updated', 'date', '-date']).default('name'),
  ...pageQuery,
});

export const recordsCsvQuery = z.strictObject(filters);

/** `GET /records/owners`: whom a record can be given to. */
export const ownersQuery = z.strictObject({ search: filters.search, ...pageQuery });
export const ownerPageSchema = pageSchema(ownerSchema);

/** Something that happened to a record; `by` is null for somebody who was deleted. */
const event = { id: idSchema, at: instantSchema, by: z.string().nullable() };
const value = z.unknown();

export const timelineEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('created'), ...event, imported: z.boolean() }),
  z.strictObject({
    kind: z.literal('changed'),
    ...event,
    changes: z.array(z.strictObject({ field: z.string(), before: value, after: value })),
  }),
  z.strictObject({
    kind: z.literal('owner'),
    ...event,
    before: z.string().nullable(),
    after: z.string().nullable(),
    transferred: z.boolean(),
  }),
  /**
   * A message that was kept for the record (MAIL-4): `at` is when it was written, null where it gives no date that can be
   * believed; `by` who kept it and `keptAt` when, where an undated one stands. `GET /mail/messages/{id}` has the rest.
   */
  z.strictObject({ kind: z.literal('message'), ...event, at: instantSchema.nullable(), ...messageSummary }),
]);

/**
 * `GET /records/{module}/{id}/timeline`: history and messages together, the latest first. `search` finds messages by
 * subject, people, attachments' names and text, and changes by their values; every word typed must begin a word there.
 */
export const timelineQuery = z.strictObject({
  search: z.string().max(100).trim().optional(),
  show: z.enum(['all', 'history', 'messages']).default('all'),
  ...pageQuery,
});
export const timelinePageSchema = pageSchema(timelineEntrySchema);

/** One value of a record's fields. */
export type FieldValue = string | number | boolean | null | readonly string[] | RecordRef;

/** The fields of a record, as its module's schema has checked them. */
export type Fields = Record<string, FieldValue>;

/** So many addresses can be asked about at once; a message has rarely more. */
const MOST_ADDRESSES = 50;

const lookedFor = z.string().max(320).trim().min(1);

/** `GET /records/by-address?address=…&address=…` (extension `outlook`, EXT-3, EXT-4): as the message writes them. */
export const byAddressQuery = z.strictObject({
  address: z.union([lookedFor.transform((one) => [one]), z.array(lookedFor).max(MOST_ADDRESSES)]),
});

/** One item for each address asked about, in that order and spelling, with what the caller sees of its records. */
export const byAddressSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      address: z.string(),
      /** The latest changed first, at most 20; contacts and leads have addresses. */
      records: z.array(
        recordRefSchema.extend({
          title: z.string(),
          company: z.string().nullable(),
          owner: ownerSchema.nullable(),
          updatedAt: instantSchema,
        }),
      ),
      /** Whether there are more than these. */
      more: z.boolean(),
    }),
  ),
});

/** `GET /records/counts`: what a member owns. */
export const countsQuery = z.strictObject({ memberId: idSchema });

const howMany = z.number().int();
export const recordCountsSchema = z.strictObject({
  leads: howMany,
  contacts: howMany,
  deals: howMany,
  tasks: howMany,
});

const someModules = z
  .strictObject({ leads: idSchema, contacts: idSchema, deals: idSchema, tasks: idSchema })
  .partial()
  .refine((to) => Object.keys(to).length > 0, 'nothing_to_change');

/** Whom records go to: all to one member, or one member for each kind; kinds that are not named stay. */
export const targetsSchema = z.union([z.strictObject({ all: idSchema }), someModules]);

/** `POST /records/transfers` (REC-3). With `ids` only these records are handed over. */
export const transferBody = z.strictObject({
  fromMemberId: idSchema,
  to: targetsSchema,
  ids: z.array(idSchema).min(1).max(10_000).optional(),
});

export const transferSchema = z.strictObject({
  id: idSchema,
  /** Null once the member was deleted. */
  from: ownerSchema.nullable(),
  to: z.array(z.strictObject({ module: z.enum(MODULES), owner: ownerSchema.nullable() })),
  status: z.enum(TRANSFER_STATUSES),
  total: z.number().int(),
  moved: z.number().int(),
  /** How many came back by undoing. */
  restored: z.number().int(),
  /** The problem's code when failed. */
  problem: z.string().nullable(),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
  undoUntil: instantSchema,
  abilities: z.strictObject({ undo: z.boolean() }),
});

export const transfersQuery = z.strictObject({ fromMemberId: idSchema.optional(), ...pageQuery });
export const transferPageSchema = pageSchema(transferSchema);

export type RecordCounts = z.infer<typeof recordCountsSchema>;
export type Targets = z.infer<typeof targetsSchema>;
export type TransferBody = z.output<typeof transferBody>;
export type Transfer = z.infer<typeof transferSchema>;
export type TransfersQuery = z.output<typeof transfersQuery>;
/**
 * `POST /records/{module}/import`: the same `key` again gives the same import, and begins a file anew that was cut off
 * on its way here.
 */
export const importQuery = z.strictObject({ key: z.string().regex(/^[\w-]{8,64}$/, 'malformed_key') });

export const IMPORT_STATUSES = ['receiving', 'waiting', 'running', 'done'] as const;

export const importSchema = z.strictObject({
  id: idSchema,
  module: z.enum(MODULES),
  status: z.enum(IMPORT_STATUSES),
  /** Rows of the file so far; all of them unless `receiving`. */
  rows: z.number().int(),
  processed: z.number().int(),
  created: z.number().int(),
  refused: z.number().int(),
  /** Columns of the file that mean nothing here. */
  ignoredColumns: z.array(z.string()),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
});

export type Import = z.infer<typeof importSchema>;
export type RecordOf<M extends Module> = z.output<(typeof RECORDS)[M]>;
export type AnyRecord = RecordOf<Module>;
export type RecordRef = z.infer<typeof recordRefSchema>;
export type Owner = z.infer<typeof ownerSchema>;
export type RecordsQuery = z.output<typeof recordsQuery>;
export type RecordsCsvQuery = z.output<typeof recordsCsvQuery>;
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
export type ByAddress = z.infer<typeof byAddressSchema>;
export type TimelineQuery = z.output<typeof timelineQuery>;

import { z } from 'zod';
import { type Module, recordCountsSchema, recordRefSchema } from '../../core/records/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import {
  addressSchema,
  idParams,
  idSchema,
  instantSchema,
  pageQuery,
  pageSchema,
} from '../../platform/page-schemas.ts';
import { MEMBER_STATUSES } from '../../platform/permissions.ts';
import { messageSummary } from '../messages/schemas.ts';

const LEAD_STATUSES = ['new', 'contacted', 'qualified', 'lost'] as const;
const LEAD_SOURCES = ['web', 'referral', 'event', 'campaign', 'other'] as const;
const DEAL_STAGES = ['qualification', 'proposal', 'negotiation', 'won', 'lost'] as const;

const line = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'control_characters')
  .trim();
const required = line.min(1);
const optional = line.transform((text) => text || null).nullable();
const day = z.iso.date();

/** What a record of each kind holds beside its owner. */
export const FIELDS = {
  leads: z.strictObject({
    name: required,
    company: optional,
    email: addressSchema.nullable(),
    phone: optional,
    status: z.enum(LEAD_STATUSES),
    source: z.enum(LEAD_SOURCES).nullable(),
  }),
  contacts: z.strictObject({
    firstName: optional,
    lastName: required,
    emails: z.array(addressSchema).max(10),
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
const UPDATE_BODIES = {
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

const RECORD_PAGES = {
  leads: pageSchema(RECORDS.leads),
  contacts: pageSchema(RECORDS.contacts),
  deals: pageSchema(RECORDS.deals),
  tasks: pageSchema(RECORDS.tasks),
};

export const filters = { search: z.string().max(100).trim().optional(), ownerId: idSchema.optional() };

/** `GET /records/{module}`. `date` is the close date of a deal, the due date of a task; those without come last. */
export const recordsQuery = z.strictObject({
  ...filters,
  sort: z.enum(['name', '-name', 'updated', '-updated', 'date', '-date']).default('name'),
  ...pageQuery,
});

/** `GET /records/owners`: whom a record can be given to. */
const ownersQuery = z.strictObject({ id: idSchema.optional(), search: filters.search, ...pageQuery });
const ownerPageSchema = pageSchema(ownerSchema);

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
const timelinePageSchema = pageSchema(timelineEntrySchema);

/** So many addresses can be asked about at once; a message has rarely more. */
const MOST_ADDRESSES = 50;

const lookedFor = z.string().max(320).trim().min(1);

/** `GET /records/by-address?address=…&address=…` (extension `outlook`, EXT-3, EXT-4): as the message writes them. */
const byAddressQuery = z.strictObject({
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
const countsQuery = z.strictObject({ memberId: idSchema });
export type RecordOf<M extends Module> = z.output<(typeof RECORDS)[M]>;
export type AnyRecord = RecordOf<Module>;
export type RecordBody = z.input<(typeof CREATE_BODIES)[Module]>;
export type Owner = z.infer<typeof ownerSchema>;
export type RecordsQuery = z.output<typeof recordsQuery>;
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
export type ByAddress = z.infer<typeof byAddressSchema>;
export type TimelineQuery = z.output<typeof timelineQuery>;

const timeline = { params: idParams, query: timelineQuery, response: timelinePageSchema };

export const recordsCalls = {
  'GET /records/owners': { query: ownersQuery, response: ownerPageSchema },
  'GET /records/by-address': { query: byAddressQuery, response: byAddressSchema },
  'GET /records/counts': { query: countsQuery, response: recordCountsSchema },

  'GET /records/leads': { query: recordsQuery, response: RECORD_PAGES.leads },
  'POST /records/leads': { body: CREATE_BODIES.leads, response: RECORDS.leads },
  'GET /records/leads/{id}': { params: idParams, response: RECORDS.leads },
  'PATCH /records/leads/{id}': { params: idParams, body: UPDATE_BODIES.leads, response: RECORDS.leads },
  'DELETE /records/leads/{id}': { params: idParams },
  'GET /records/leads/{id}/timeline': timeline,

  'GET /records/contacts': { query: recordsQuery, response: RECORD_PAGES.contacts },
  'POST /records/contacts': { body: CREATE_BODIES.contacts, response: RECORDS.contacts },
  'GET /records/contacts/{id}': { params: idParams, response: RECORDS.contacts },
  'PATCH /records/contacts/{id}': { params: idParams, body: UPDATE_BODIES.contacts, response: RECORDS.contacts },
  'DELETE /records/contacts/{id}': { params: idParams },
  'GET /records/contacts/{id}/timeline': timeline,

  'GET /records/deals': { query: recordsQuery, response: RECORD_PAGES.deals },
  'POST /records/deals': { body: CREATE_BODIES.deals, response: RECORDS.deals },
  'GET /records/deals/{id}': { params: idParams, response: RECORDS.deals },
  'PATCH /records/deals/{id}': { params: idParams, body: UPDATE_BODIES.deals, response: RECORDS.deals },
  'DELETE /records/deals/{id}': { params: idParams },
  'GET /records/deals/{id}/timeline': timeline,

  'GET /records/tasks': { query: recordsQuery, response: RECORD_PAGES.tasks },
  'POST /records/tasks': { body: CREATE_BODIES.tasks, response: RECORDS.tasks },
  'GET /records/tasks/{id}': { params: idParams, response: RECORDS.tasks },
  'PATCH /records/tasks/{id}': { params: idParams, body: UPDATE_BODIES.tasks, response: RECORDS.tasks },
  'DELETE /records/tasks/{id}': { params: idParams },
  'GET /records/tasks/{id}/timeline': timeline,
} satisfies Calls;

import { z } from 'zod';
import { recordCountsSchema } from '../../core/records/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { idSchema, instantSchema } from '../../platform/page-schemas.ts';
import { MEMBER_STATUSES } from '../../platform/permissions.ts';

/** The charts of RPT-1. */
export const REPORTS = ['members', 'seats', 'requests', 'records'] as const;

/** The periods, in days, that the seats' report can show. */
export const SEAT_DAYS = ['30', '90', '365'] as const;

export const seatsReportQuery = z.strictObject({ days: z.enum(SEAT_DAYS).default('90') });

const howMany = z.number().int();
const day = z.iso.date();

/** `GET /reports/members`: active and inactive members, pending invitations and requests, now. */
export const membersReportSchema = z.strictObject({
  active: howMany,
  inactive: howMany,
  invited: howMany,
  requests: howMany,
});

/** `GET /reports/seats`: the seats at the end of each day; for today, now. */
export const seatsReportSchema = z.strictObject({
  /** The time zone in which days begin and end. */
  timeZone: z.string(),
  /** A point for each requested day, from the organization's first day on. */
  points: z.array(z.strictObject({ day, bought: howMany, used: howMany, free: howMany })),
});

/** `GET /reports/requests`: how long the requests answered since `since` waited. */
export const requestsReportSchema = z.strictObject({
  since: instantSchema,
  approved: howMany,
  declined: howMany,
  /** All requests that are pending now, whenever they were made. */
  pending: howMany,
  /** In seconds; null when no request was answered. */
  median: z.number().nullable(),
  /** In seconds; the last span has no end. */
  spans: z.array(z.strictObject({ from: howMany, until: howMany.nullable(), approved: howMany, declined: howMany })),
});

const side = z.strictObject({ owners: howMany, records: howMany });

const ownedSchema = recordCountsSchema.extend({ total: howMany });

/** `GET /reports/records`: the owners with the most records, and all others together. */
export const recordsReportSchema = z.strictObject({
  active: side,
  /** MEM-3: inactive owners, and the records that they still own. */
  inactive: side,
  owners: z.array(
    ownedSchema.extend({ id: idSchema, fullName: z.string(), loginId: z.string(), status: z.enum(MEMBER_STATUSES) }),
  ),
  others: ownedSchema.extend({ owners: howMany }),
});

export type Report = (typeof REPORTS)[number];
export type SeatsReportQuery = z.output<typeof seatsReportQuery>;
export type MembersReport = z.infer<typeof membersReportSchema>;
export type SeatsReport = z.infer<typeof seatsReportSchema>;
export type RequestsReport = z.infer<typeof requestsReportSchema>;
export type RecordsReport = z.infer<typeof recordsReportSchema>;

export const reportsCalls = {
  'GET /reports/members': { response: membersReportSchema },
  'GET /reports/members.csv': { produces: 'text/csv' },
  'GET /reports/seats': { query: seatsReportQuery, response: seatsReportSchema },
  'GET /reports/seats.csv': { query: seatsReportQuery, produces: 'text/csv' },
  'GET /reports/requests': { response: requestsReportSchema },
  'GET /reports/requests.csv': { produces: 'text/csv' },
  'GET /reports/records': { response: recordsReportSchema },
  'GET /reports/records.csv': { produces: 'text/csv' },
} satisfies Calls;

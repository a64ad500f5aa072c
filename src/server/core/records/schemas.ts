import { z } from 'zod';
import { idSchema } from '../../platform/page-schemas.ts';
/** The kinds of records, as they stand in the addresses. */
export const MODULES = ['leads', 'contacts', 'deals', 'tasks'] as const;

export type Module = (typeof MODULES)[number];

export const recordRefSchema = z.strictObject({ module: z.enum(MODULES), id: idSchema });

/** One value of a record's fields. */
export type FieldValue = string | number | boolean | null | readonly string[] | RecordRef;

/** The fields of a record, as its module's schema has checked them. */
export type Fields = Record<string, FieldValue>;

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

export type RecordCounts = z.infer<typeof recordCountsSchema>;

export type Targets = z.infer<typeof targetsSchema>;

export type RecordRef = z.infer<typeof recordRefSchema>;

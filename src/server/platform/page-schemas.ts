import { z } from 'zod';
import { ADDRESS_PATTERN, bareAddress } from './mail-address.ts';

/** Opaque identifier of a resource: 24 hexadecimal digits today, to be compared only. */
export const idSchema = z.string().regex(/^[0-9a-f]{24}$/, 'malformed_id');

/** The path's parameters of a call about one resource. */
export const idParams = z.strictObject({ id: idSchema });

/** Object ID of a directory object in Microsoft Entra: a lower-case GUID. */
export const objectIdSchema = z
  .string()
  .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'malformed_object_id')
  .transform((value) => value.toLowerCase());

/** An e-mail address as people type and paste it, wherever one is asked for. */
export const addressSchema = z
  .string()
  .max(1000)
  .transform(bareAddress)
  .pipe(z.email({ pattern: ADDRESS_PATTERN }).max(254));

/** One line, and nothing that turns the direction of what stands beside it: names go into lists, mails and questions. */
export const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;

export const instantSchema = z.iso.datetime();

/** The query of every list: at most 200 a page, `cursor` as the page before returned it. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
};

/** The envelope of every list. `total` counts all that match, not the page. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() });
}

/** Who did something, as shown to others. */
export const personRefSchema = z.strictObject({ fullName: z.string(), loginId: z.string() });

export type PersonRef = z.infer<typeof personRefSchema>;

/** An object with some of these keys and no other; zod's records let `__proto__` pass. */
export function someOf<Key extends string, Value extends z.ZodType>(keys: readonly Key[], value: Value) {
  return z.strictObject(Object.fromEntries(keys.map((key) => [key, value])) as Record<Key, Value>).partial();
}

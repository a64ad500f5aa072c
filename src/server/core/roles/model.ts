import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { fold } from '../../platform/search-text.ts';

export interface RoleRow {
  _id: string;
  organizationId: string;
  name: string;
  /** Null for the root of the organization's hierarchy. */
  parentId: string | null;
  /** Folded: two roles below one that differ by case alone are one. */
  nameKey: string;
  /** Counts, at the root, the changes of the hierarchy, so that two at once run into each other; below it, holds. */
  revision: number;
  /** At the root: the role of newcomers (ROLE-1); null where nobody has chosen one, see `roleOfNewcomers`. */
  newcomersId: string | null;
}

const schema = new Schema<RoleRow>(
  {
    organizationId: { type: ID, required: true },
    name: { type: String, required: true },
    parentId: { type: ID, default: null },
    nameKey: { type: String, required: true },
    revision: { type: Number, default: 0 },
    newcomersId: { type: ID, default: null },
  },
  { collection: 'roles', versionKey: false },
);
schema.index({ organizationId: 1, parentId: 1, nameKey: 1 }, { unique: true });

/** What two roles below one must not share. */
export function nameKeyOf(name: string): string {
  return fold(name);
}

export function roleModel(db: Connection): Model<RoleRow> {
  return db.model<RoleRow>('Role', schema);
}

import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { fold } from '../../platform/search-text.ts';

export interface RoleRow {
  _id: string;
  organizationId: string;
  name: string;
  /** Null for the root of the organization's hierarchy. */
  parentId: string | null;
  /** Folded: unique below the same parent, regardless of case. */
  nameKey: string;
  /** At the root: incremented by every change of the hierarchy, so that concurrent ones conflict; below it, by holds. */
  revision: number;
  /** At the root: the role of newcomers (ROLE-1); null when none was chosen, see `roleOfNewcomers`. */
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

/** The key of a role's name, which is unique below its parent. */
export function nameKeyOf(name: string): string {
  return fold(name);
}

export function roleModel(db: Connection): Model<RoleRow> {
  return db.model<RoleRow>('Role', schema);
}

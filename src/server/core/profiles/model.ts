import { type Connection, type Model, Schema } from 'mongoose';
import { EXTENSIONS, type ExtensionKey } from '../../platform/extensions.ts';
import { ID } from '../../platform/ids.ts';
import { PERMISSIONS, type Permission } from '../../platform/permissions.ts';
import { fold } from '../../platform/search-text.ts';

export interface ProfileRow {
  _id: string;
  organizationId: string;
  name: string;
  /** Null for the profiles that the organization made itself. */
  builtIn: 'administrator' | 'standard' | null;
  permissions: Permission[];
  /** App permissions (EXT-2). */
  extensions: ExtensionKey[];
  /** Folded: two profiles that differ by case alone are one. */
  nameKey: string;
  /** Goes up with every change of who leads the organization, so that two at once run into each other (MEM-6, MEM-13). */
  revision: number;
}

const schema = new Schema<ProfileRow>(
  {
    organizationId: { type: ID, required: true },
    name: { type: String, required: true },
    builtIn: { type: String, enum: ['administrator', 'standard', null], default: null },
    permissions: { type: [{ type: String, enum: PERMISSIONS }], required: true },
    extensions: { type: [{ type: String, enum: EXTENSIONS }], default: [] },
    nameKey: { type: String, required: true },
    revision: { type: Number, default: 0 },
  },
  { collection: 'profiles', versionKey: false },
);
schema.index({ organizationId: 1, nameKey: 1 }, { unique: true });
schema.index(
  { organizationId: 1, builtIn: 1 },
  { unique: true, partialFilterExpression: { builtIn: { $type: 'string' } } },
);

/** What two profiles must not share. */
export function nameKeyOf(name: string): string {
  return fold(name);
}

export function profileModel(db: Connection): Model<ProfileRow> {
  return db.model<ProfileRow>('Profile', schema);
}

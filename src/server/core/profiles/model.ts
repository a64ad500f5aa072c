import { type Connection, type Model, Schema } from 'mongoose';
import { EXTENSIONS, type ExtensionKey } from '../../platform/extensions.ts';
import { ID } from '../../platform/ids.ts';
import { PERMISSIONS, type Permission } from '../../platform/permissions.ts';
import { fold } from '../../platform/search-text.ts';

export interface ProfileRow {
  _id: string;
  organizationId: string;
  name: string;
  /** Null for the organization's own profiles. */
  builtIn: 'administrator' | 'standard' | null;
  permissions: Permission[];
  /** App permissions (EXT-2). */
  extensions: ExtensionKey[];
  /** Folded: unique, regardless of case. */
  nameKey: string;
  /** Incremented by every change of the leaders, so that concurrent ones conflict (MEM-6, MEM-13). */
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

/** The key of a profile's name, which is unique in the organization. */
export function nameKeyOf(name: string): string {
  return fold(name);
}

export function profileModel(db: Connection): Model<ProfileRow> {
  return db.model<ProfileRow>('Profile', schema);
}

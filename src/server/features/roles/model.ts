import { type Connection, type Model, Schema, type Types } from 'mongoose';

export interface RoleRow {
  _id: Types.ObjectId;
  organizationId: Types.ObjectId;
  name: string;
  /** Null for the root of the organization's hierarchy. */
  parentId: Types.ObjectId | null;
}

const schema = new Schema<RoleRow>(
  {
    organizationId: { type: Schema.Types.ObjectId, required: true },
    name: { type: String, required: true },
    parentId: { type: Schema.Types.ObjectId, default: null },
  },
  { collection: 'roles', versionKey: false },
);
schema.index({ organizationId: 1, parentId: 1, name: 1 }, { unique: true });

export function roleModel(db: Connection): Model<RoleRow> {
  return db.model<RoleRow>('Role', schema);
}

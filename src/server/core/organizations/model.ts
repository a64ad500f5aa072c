import { type Connection, type Model, Schema } from 'mongoose';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';

export interface OrganizationRow {
  _id: string;
  /** The Microsoft Entra tenant (`tid`), lower case. */
  tenantId: string;
  name: string;
  timeZone: string;
  language: Language;
  createdAt: Date;
}

const schema = new Schema<OrganizationRow>(
  {
    tenantId: { type: String, required: true },
    name: { type: String, required: true },
    timeZone: { type: String, required: true },
    language: { type: String, enum: LANGUAGES, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'organizations', versionKey: false },
);
// A founding race creates one organization (ORG-1).
schema.index({ tenantId: 1 }, { unique: true });

export function organizationModel(db: Connection): Model<OrganizationRow> {
  return db.model<OrganizationRow>('Organization', schema);
}

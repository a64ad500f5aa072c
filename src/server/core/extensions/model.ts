import { type Connection, type Model, Schema } from 'mongoose';
import { EXTENSIONS, type ExtensionKey, LICENSING_MODES, type LicensingMode } from '../../platform/extensions.ts';
import { ID } from '../../platform/ids.ts';

/** What an organization has bought of one extension. Without a row, nothing was bought and licensing is by user. */
export interface LicenceRow {
  _id: string;
  organizationId: string;
  key: ExtensionKey;
  mode: LicensingMode;
  bought: number;
  /** Bought minus activations; stored on its own, so that taking licences is one conditional update (EXT-1). */
  free: number;
  /** Incremented by every change of mode or activations, so that an edit notices that its data is outdated. */
  revision: number;
}

/** The licence of one active member. There are none with licensing by profile. */
export interface ActivationRow {
  _id: string;
  organizationId: string;
  key: ExtensionKey;
  memberId: string;
}

const id = { type: ID, required: true };
const key = { type: String, enum: EXTENSIONS, required: true };

const licenceSchema = new Schema<LicenceRow>(
  {
    organizationId: id,
    key,
    mode: { type: String, enum: LICENSING_MODES, required: true },
    bought: { type: Number, required: true },
    free: { type: Number, required: true },
    revision: { type: Number, default: 0 },
  },
  { collection: 'extensionLicences', versionKey: false },
);
licenceSchema.index({ organizationId: 1, key: 1 }, { unique: true });

const activationSchema = new Schema<ActivationRow>(
  { organizationId: id, key, memberId: id },
  { collection: 'extensionActivations', versionKey: false },
);
activationSchema.index({ organizationId: 1, key: 1, memberId: 1 }, { unique: true });
// By the member first: what leads from one collection to another is an equality of one field.
activationSchema.index({ memberId: 1, organizationId: 1 });

export function licenceModel(db: Connection): Model<LicenceRow> {
  return db.model<LicenceRow>('ExtensionLicence', licenceSchema);
}

export function activationModel(db: Connection): Model<ActivationRow> {
  return db.model<ActivationRow>('ExtensionActivation', activationSchema);
}

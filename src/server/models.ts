import type { Connection, Model, mongo } from 'mongoose';
import { accountModel } from './core/accounts/model.ts';
import { auditHeadModel, auditKeyModel, auditModel } from './core/audit/model.ts';
import { directorySyncModel, directoryUserModel } from './core/directory/model.ts';
import { activationModel, licenceModel } from './core/extensions/model.ts';
import { invitationModel } from './core/invitations/model.ts';
import { joinRequestModel } from './core/join-requests/model.ts';
import { memberModel } from './core/members/model.ts';
import { organizationModel } from './core/organizations/model.ts';
import { outboxModel, sendingMailboxModel } from './core/outbox/model.ts';
import { attemptsModel, passwordModel } from './core/passwords/model.ts';
import { profileModel } from './core/profiles/model.ts';
import { historyModel, recordModel } from './core/records/model.ts';
import { roleModel } from './core/roles/model.ts';
import { seatChangeModel, subscriptionModel } from './core/seats/model.ts';
import { handoverModel, sessionModel, signInModel } from './core/sessions/model.ts';
import { linkOfferModel } from './features/account-links/model.ts';
import { apiTokenModel } from './features/api-tokens/model.ts';
import { artifactModel, oauthKeyModel, siteGrantModel, siteModel } from './features/authorized-sites/model.ts';
import { spentCaptchaModel } from './features/captcha/model.ts';
import { closingModel } from './features/closing/model.ts';
import { exportModel, exportPartModel } from './features/exports/model.ts';
import { backupModel, backupStepModel } from './features/mail-backups/model.ts';
import { mailboxModel } from './features/mailboxes/model.ts';
import { messageModel } from './features/messages/model.ts';
import { sourceChunkModel, sourceFileModel } from './features/messages/source-model.ts';
import { passwordResetModel } from './features/password-resets/model.ts';
import { importChunkModel, importDayModel, importModel } from './features/record-files/model.ts';
import { transferModel } from './features/record-transfers/model.ts';
import { securityQuestionModel } from './features/security-questions/model.ts';
import { signUpModel } from './features/sign-ups/model.ts';

const models = [
  accountModel,
  activationModel,
  apiTokenModel,
  artifactModel,
  attemptsModel,
  auditHeadModel,
  auditKeyModel,
  auditModel,
  backupModel,
  backupStepModel,
  closingModel,
  directorySyncModel,
  directoryUserModel,
  exportModel,
  exportPartModel,
  handoverModel,
  historyModel,
  importChunkModel,
  importDayModel,
  importModel,
  invitationModel,
  joinRequestModel,
  licenceModel,
  linkOfferModel,
  mailboxModel,
  memberModel,
  messageModel,
  oauthKeyModel,
  organizationModel,
  outboxModel,
  passwordModel,
  passwordResetModel,
  profileModel,
  recordModel,
  roleModel,
  seatChangeModel,
  securityQuestionModel,
  sendingMailboxModel,
  sessionModel,
  signInModel,
  signUpModel,
  siteGrantModel,
  siteModel,
  sourceChunkModel,
  sourceFileModel,
  spentCaptchaModel,
  subscriptionModel,
  transferModel,
];

/** Every collection that Foyer keeps. */
export function modelsOf(db: Connection): Model<object>[] {
  // What differs between them is the shape of their documents, which nobody looks into here.
  return models.map((modelOf) => modelOf(db) as unknown as Model<object>);
}

/**
 * Makes the collections and indexes that are missing: one command a collection, one after another, so that the start
 * takes one connection. Rules of the kind "one of" rest on the unique indexes.
 */
export async function prepareCollections(db: Connection): Promise<void> {
  for (const model of modelsOf(db)) {
    const indexes = model.schema.indexes().map(([key, options]) => ({ ...options, key }) as mongo.IndexDescription);
    // MongoDB makes the collection with its first index.
    if (indexes.length > 0) await model.collection.createIndexes(indexes);
    else await model.createCollection();
  }
}

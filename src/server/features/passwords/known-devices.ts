import type { Request, Response } from 'express';
import { ensureDeviceCookie, readDeviceCookie } from '../../http/session-cookie.ts';
import { after, DAY } from '../../platform/clock.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { knownDeviceModel } from './model.ts';

/** A device is forgotten when nobody has signed in from it for this time. */
const MEMORY = 180 * DAY;

/** What is stored of the browser's device cookie; null when it has none. */
export function deviceHashOf(services: Services, request: Request): string | null {
  const token = readDeviceCookie(request, services.publicUrl);
  return token && hashToken(token);
}

/** Whether somebody has signed in to the account from this browser before. */
export async function isKnownDevice(services: Services, tokenHash: string, accountId: string): Promise<boolean> {
  const expiresAt = { $gt: services.clock.now() };
  return (await knownDeviceModel(services.db).exists({ tokenHash, accountId, expiresAt })) !== null;
}

/** The browser has proved that it is the account's: from now on strangers can't slow it down. */
export async function rememberDevice(
  services: Services,
  request: Request,
  response: Response,
  accountId: string,
): Promise<void> {
  const tokenHash = hashToken(ensureDeviceCookie(request, response, services.publicUrl, MEMORY));
  await knownDeviceModel(services.db).updateOne(
    { tokenHash, accountId },
    { $set: { expiresAt: after(services.clock.now(), MEMORY) } },
    { upsert: true },
  );
}

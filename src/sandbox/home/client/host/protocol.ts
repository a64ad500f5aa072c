/** A message of teams-js to its host. */
export interface AppMessage {
  readonly id: number;
  readonly uuidAsString?: string;
  readonly func: string;
  readonly args?: readonly unknown[];
}

/** What `getContext` answers: flat, as teams-js reads it. */
export interface HostContext {
  readonly entityId: string;
  readonly subEntityId: string;
  readonly locale: string;
  readonly theme: string;
  readonly hostName: 'Teams' | 'Outlook';
  readonly hostClientType: 'web' | 'ios' | 'android';
  readonly frameContext: 'content' | 'sidePanel' | 'authentication';
  readonly userObjectId: string;
  readonly userPrincipalName: string;
  readonly userDisplayName: string;
  readonly loginHint: string;
  readonly tid: string;
  readonly appId: string;
  readonly sessionId: string;
  readonly appSessionId: string;
}

/** Says what this host can do, in the fourth form of teams-js runtimes. */
export const runtime = JSON.stringify({
  apiVersion: 4,
  isLegacyTeams: false,
  hostVersionsInfo: { adaptiveCardSchemaVersion: { majorVersion: 1, minorVersion: 5 } },
  supports: { pages: { backStack: {}, currentApp: {} } },
});

/** The oldest teams-js that understands the runtime. */
export const sdkVersion = '2.0.1';

export function isAppMessage(data: unknown): data is AppMessage {
  return typeof data === 'object' && data !== null && 'func' in data && 'id' in data && typeof data.func === 'string';
}

/** The answer to one message; teams-js matches it by `uuidAsString`. */
export const answerTo = ({ id, uuidAsString }: AppMessage, args: readonly unknown[]) => ({ id, uuidAsString, args });

import Bowser from 'bowser';
import { networkOf, type Visitor } from '../../http/visitor.ts';

import type { Device } from './schemas.ts';

/** Microsoft's own applications, which show pages in a browser of theirs. */
const APPLICATIONS: readonly [RegExp, string][] = [
  [/\bTeams\//, 'Microsoft Teams'],
  [/\b(?:Outlook|OneOutlook)\//, 'Microsoft Outlook'],
];

/** What a `User-Agent` header says of a device; it may say anything, so nothing is allowed or refused by it alone. */
export function deviceOf(userAgent: string): Device {
  const { browser, os, platform } = parse(userAgent);
  const application = APPLICATIONS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [version = ''] = browser.version?.split('.') ?? [];
  return {
    browser: application ?? `${browser.name ?? ''} ${version}`.trim(),
    system: os.name ?? '',
    kind: KINDS.find((kind) => kind === platform.type) ?? null,
  };
}

/** Browser and system without their versions, which change under an open session. */
export function familyOf(userAgent: string): string {
  const { browser, os } = parse(userAgent);
  return `${browser.name ?? ''}|${os.name ?? ''}`;
}

/**
 * How a device is known again whose cookie is not: Teams, Outlook and a browser's own window keep the cookies of one
 * computer apart, so a person would be told of the same computer four times.
 */
export function traceOf({ userAgent, address }: Pick<Visitor, 'userAgent' | 'address'>): string {
  return `${familyOf(userAgent)}|${networkOf(address ?? '')}`;
}

const KINDS = ['desktop', 'mobile', 'tablet'] as const;

function parse(userAgent: string): Bowser.Parser.ParsedResult {
  // Bowser refuses an empty one.
  return Bowser.parse(userAgent.slice(0, 300) || '-');
}

import { isIP } from 'node:net';
import type { Request } from 'express';
import { Problem } from '../platform/problem.ts';

/** Where a request comes from. */
export interface Visitor {
  /** IP address, seen through TRUST_PROXY proxies; in canonical form, without a port. */
  address: string | null;
  userAgent: string;
  /** The first language that the browser asks for. */
  locale: string | undefined;
}

/** @throws Problem `malformed_forwarded_for` when a trusted proxy's entry is not an address. */
export function visitorOf(request: Request): Visitor {
  return {
    address: addressOf(request),
    userAgent: request.get('user-agent') ?? '',
    locale: request.acceptsLanguages()[0],
  };
}

/**
 * Each trusted proxy appends the address that it was called from to X-Forwarded-For; entries before those come from the
 * visitor, who can write anything there. Express does not parse the entries: `203.0.113.5:51234` would be a different
 * visitor on each port.
 */
function addressOf(request: Request): string | null {
  const proxies: number = request.app.get('trust proxy');
  const entries = (request.get('x-forwarded-for') ?? '').split(',').filter((each) => each.trim() !== '');
  const trusted = proxies === 0 ? [] : entries.slice(-proxies);
  const addresses = trusted.map((text) => {
    const address = plainAddress(text);
    if (address === null) throw new Problem('malformed_forwarded_for');
    return address;
  });
  return addresses[0] ?? plainAddress(request.socket.remoteAddress ?? '');
}

/**
 * `203.0.113.5:51234`, `[2001:db8::1]:443`, `::ffff:203.0.113.5` and `fe80::1%eth0` as one address without port and
 * zone, in the form of RFC 5952; null for anything else.
 */
export function plainAddress(text: string): string | null {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const withoutPort =
    /^\[(.*)\](?::\d{1,5})?$/.exec(bare)?.[1] ?? (isIP(bare) ? bare : bare.replace(/(?<!:):\d{1,5}$/, ''));
  const address = withoutPort.replace(/%[\w.~-]+$/, '');
  const family = isIP(address);
  if (family === 0 || (family === 4 && bare.startsWith('['))) return null;
  return family === 4 ? address : canonical(address);
}

/** An IPv6 address as the URL standard writes it, or the IPv4 address that it maps (RFC 4291, section 2.5.5.2). */
function canonical(address: string): string {
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(written) ?? [];
  if (high === undefined || low === undefined) return written;
  const groups = [high, low].map((group) => Number.parseInt(group, 16));
  return groups.flatMap((group) => [group >>> 8, group & 0xff]).join('.');
}

/** What an address is counted under: IPv6 gives each household 2^64 of them (RFC 6177). */
export function networkOf(address: string): string {
  if (!address.includes(':') || /^::ffff:\d/i.test(address)) return address.replace(/^::ffff:/i, '');
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) {
    const end = tail.split(':').filter(Boolean);
    while (groups.length + end.length < 8) groups.push('0');
    groups.push(...end);
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}

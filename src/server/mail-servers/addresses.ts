import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { MailServerError } from './trouble.ts';

/** One address of a host. */
export interface HostAddress {
  address: string;
  family: 4 | 6;
}

/** Networks that are nobody's business from outside: private, local, shared, reserved (RFC 6890 and its updates). */
const privateNetworks = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Azure's own services answer every virtual machine there, the metadata of its identity too.
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Of IPv6 only 2000::/3 is public at all; the blocks of it that follow are for protocols, tunnels (6to4) and documentation.
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
] as const;

/** Which addresses mail servers may have: members name the hosts, so none inside the operator's networks unless allowed. */
export interface AddressGuard {
  /** Whether a connection may go there. */
  permits(address: HostAddress): boolean;
  /** Whether it is in a network that the operator has named: there a connection may do without TLS. */
  isTrusted(address: HostAddress): boolean;
}

/**
 * @param allowed networks (CIDR) that may be reached although they are private.
 * @param denied networks that may not be reached although they are public.
 */
export function createAddressGuard(allowed: readonly string[], denied: readonly string[]): AddressGuard {
  const [trusted, forbidden] = [within(allowed), within([...privateNetworks, ...denied])];
  return {
    permits: (address) => trusted(unmapped(address)) || !forbidden(unmapped(address)),
    isTrusted: (address) => trusted(unmapped(address)),
  };
}

/** Whether it is `10.0.0.0/8` or the like. */
export function isNetwork(text: string): boolean {
  const [address = '', bits = ''] = text.split('/');
  const family = isIP(address);
  return family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32);
}

/**
 * The addresses of a host that may be connected to. Whoever connects must use these and not look the name up again,
 * or it could answer something else the second time.
 * @throws MailServerError `mail_host_unknown`, `mail_host_forbidden`.
 */
export async function resolveHost(host: string, guard: AddressGuard): Promise<HostAddress[]> {
  const found = await lookup(host, { all: true, verbatim: true }).catch((cause: unknown) => {
    throw new MailServerError('mail_host_unknown', cause);
  });
  const addresses = found.map(({ address, family }): HostAddress => ({ address, family: family === 6 ? 6 : 4 }));
  const permitted = addresses.filter((address) => guard.permits(address));
  if (permitted.length === 0)
    throw new MailServerError(addresses.length > 0 ? 'mail_host_forbidden' : 'mail_host_unknown');
  return permitted;
}

/** Whether an address is in one of the networks. A list for each family, or `::/3` would hold all of IPv4 as well. */
function within(networks: readonly string[]): (address: HostAddress) => boolean {
  const lists = { 4: new BlockList(), 6: new BlockList() };
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    const family = isIP(address) === 6 ? 6 : 4;
    lists[family].addSubnet(address, Number(bits), `ipv${family}`);
  }
  return ({ address, family }) => lists[family].check(address, `ipv${family}`);
}

/** `::ffff:10.0.0.1`, `::10.0.0.1` and `64:ff9b::10.0.0.1` are 10.0.0.1 under other names (RFC 4291, RFC 6052). */
function unmapped({ address, family }: HostAddress): HostAddress {
  if (family === 4) return { address, family };
  const groups = groupsOf(address);
  const head = groups.slice(0, 6).join(':');
  const isMapped = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0', '0:0:0:0:0:0'].includes(head);
  const [high = '0', low = '0'] = groups.slice(6);
  const value = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  if (!isMapped || (head === '0:0:0:0:0:0' && value >>> 16 === 0)) return { address, family };
  return { address: [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.'), family: 4 };
}

/** The eight groups of an IPv6 address, in lower case without leading zeros. */
function groupsOf(address: string): string[] {
  const plain = address.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...parts: string[]) => {
    const [a, b, c, d] = parts.slice(0, 4).map(Number) as [number, number, number, number];
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...gap, ...right].map((group) => Number.parseInt(group, 16).toString(16));
}

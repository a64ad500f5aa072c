import { randomUUID } from 'node:crypto';

/**
 * What can be made to go wrong. The first four strike any call, the others the calls they are about: `delta-expired` any
 * link of `/users/delta`, `odd-user` an entry of its pages; `no-auth-time` leaves that optional claim out of the tokens, as
 * where the registration does not ask for it; those of mail strike the POP3 server, whose calls are `POP3 RETR 3 `.
 */
export const faultKinds = [
  'throttle',
  'error',
  'slow',
  'cut',
  'expired-token',
  'delta-expired',
  'delta-replay',
  'odd-user',
  'consent',
  'mfa',
  'assertion-expired',
  'secret-expired',
  'host-consent',
  'host-mfa',
  'no-auth-time',
  'mail-hang',
  'mail-drop',
  'mail-size',
  'mail-no-uidl',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How an entry of a directory's page can be odd; see `graph/odd-user.ts`. */
export const oddShapes = [
  'id-only',
  'state-only',
  'no-id',
  'null-name',
  'no-login',
  'wrong-types',
  'too-long',
  'no-object',
] as const;
export type OddShape = (typeof oddShapes)[number];

/** What is asked for in `POST /sandbox/faults`. */
export interface FaultRequest {
  readonly kind: FaultKind;
  /** Part of `METHOD /host/path?query` that must be in the call, in any case; every call when missing. */
  readonly match?: string;
  /** How many calls are struck; all, until the fault is taken back, when missing. */
  readonly times?: number;
  /** Seconds, for `throttle`; 1 when missing. */
  readonly retryAfter?: number;
  /** HTTP status, for `error` (503 when missing) and `delta-expired` (410 when missing). */
  readonly status?: number;
  /** Graph's error code, for the same two; `ServiceUnavailable` and `syncStateNotFound` when missing. */
  readonly code?: string;
  /** For `odd-user`; `id-only` when missing. */
  readonly shape?: OddShape;
  /** Milliseconds, for `slow`; 1,000 when missing. */
  readonly delay?: number;
  /** Object ID or `userPrincipalName`, for the faults of sign-in and `odd-user`; everybody when missing. */
  readonly person?: string;
}

export interface Fault extends FaultRequest {
  readonly id: string;
  /** How many calls it has struck. */
  struck: number;
}

/** The call that a fault may strike. */
export interface FaultTarget {
  /** `METHOD /host/path?query`. */
  readonly call: string;
  readonly person?: { readonly id: string; readonly userPrincipalName: string } | undefined;
}

/** The faults in force. Each call asks for the kinds it can suffer; the oldest that matches strikes. */
export class Faults {
  readonly #faults = new Map<string, Fault>();

  add(request: FaultRequest): Fault {
    const fault: Fault = { ...request, id: randomUUID(), struck: 0 };
    this.#faults.set(fault.id, fault);
    return fault;
  }

  list(): Fault[] {
    return [...this.#faults.values()];
  }

  /** @returns whether there was such a fault. */
  remove(id: string): boolean {
    return this.#faults.delete(id);
  }

  clear(): void {
    this.#faults.clear();
  }

  /** The fault of that kind which strikes this call now, if any. Counts it. */
  strike(kind: FaultKind, target: FaultTarget): Fault | undefined {
    for (const fault of this.#faults.values()) {
      if (fault.kind !== kind || !matches(fault, target)) continue;
      fault.struck++;
      if (fault.times !== undefined && fault.struck >= fault.times) this.#faults.delete(fault.id);
      return fault;
    }
    return undefined;
  }
}

function matches(fault: Fault, target: FaultTarget): boolean {
  if (fault.match !== undefined && !target.call.toLowerCase().includes(fault.match.toLowerCase())) return false;
  if (fault.person === undefined) return true;
  const wanted = fault.person.toLowerCase();
  return wanted === target.person?.id || wanted === target.person?.userPrincipalName.toLowerCase();
}

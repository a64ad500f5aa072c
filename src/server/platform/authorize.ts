import { type Actor, isActiveMember, type MemberActor } from './actor.ts';
import { Problem } from './problem.ts';

declare const allowed: unique symbol;

/**
 * Proof that a policy said yes to `actor` for `Action`. Only `authorize` makes one, so a service that asks for it in
 * its signature can't be called without the check.
 */
export interface Authorized<Action extends string, Who extends Actor = MemberActor> {
  readonly actor: Who;
  readonly [allowed]: Action;
}

/** Who may do `action`. Pure; anything but `true` is a no. */
export interface Policy<Action extends string, Target, Who extends Actor = MemberActor> {
  readonly action: Action;
  readonly who: 'member' | 'signed-in';
  allows(actor: Who, target: Target): boolean;
}

/** A policy for active members: `policy('join-request.approve', (actor) => actor.permissions.has('manageUsers'))`. */
export function policy<const Action extends string, Target = void>(
  action: Action,
  allows: (actor: MemberActor, target: Target) => boolean,
): Policy<Action, Target> {
  return { action, who: 'member', allows };
}

/** A policy for anybody signed in, member or not: `personalPolicy('join-request.withdraw', isTheRequester)`. */
export function personalPolicy<const Action extends string, Target = void>(
  action: Action,
  allows: (actor: Actor, target: Target) => boolean,
): Policy<Action, Target, Actor> {
  return { action, who: 'signed-in', allows };
}

/**
 * @throws Problem `membership_required`, `member_inactive` or `permission_required`. The route that called records the
 *   refused attempt in the audit trail.
 */
export function authorize<Action extends string, Target, Who extends Actor>(
  actor: Actor,
  rule: Policy<Action, Target, Who>,
  ...[target]: Target extends void ? [] : [target: Target]
): Authorized<Action, Who> {
  if (rule.who === 'member' && !isActiveMember(actor)) {
    throw new Problem(actor.member ? 'member_inactive' : 'membership_required');
  }
  if (rule.allows(actor as Who, target as Target) !== true) throw new Problem('permission_required');
  return { actor } as unknown as Authorized<Action, Who>;
}

/** The answer without the exception, for the `abilities` of a resource. */
export function may<Target, Who extends Actor>(
  actor: Actor,
  rule: Policy<string, Target, Who>,
  ...[target]: Target extends void ? [] : [target: Target]
): boolean {
  if (rule.who === 'member' && !isActiveMember(actor)) return false;
  return rule.allows(actor as Who, target as Target) === true;
}

import type { ProblemCode } from '../../platform/problem-codes.ts';

/**
 * MEM-6: why a member can't be given another profile; null when they can.
 * @param otherManagers active members with `manageUsers` beside this one.
 */
export function profileChangeRefusal(change: {
  isActive: boolean;
  managedBefore: boolean;
  managesAfter: boolean;
  otherManagers: number;
}): Extract<ProblemCode, 'last_manager'> | null {
  const givesUp = change.isActive && change.managedBefore && !change.managesAfter;
  return givesUp && change.otherManagers === 0 ? 'last_manager' : null;
}

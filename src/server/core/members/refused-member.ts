import type { MemberActor } from '../../platform/actor.ts';
import type { AuditAction } from '../../platform/audit-actions.ts';
import { Problem, type ProblemExtras } from '../../platform/problem.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Services } from '../../platform/services.ts';
import { attempt } from '../audit/attempt.ts';
import { labelOf } from './owners.ts';

/** A refusal because of one member; `attemptOnMembers` names them in the audit trail. */
export class RefusedMember extends Problem {
  readonly memberId: string;
  /** How many members the call was about, where it takes several. */
  readonly among: number | null;

  constructor(code: ProblemCode, member: { id: string; among?: number }, extras: ProblemExtras = {}) {
    super(code, extras);
    this.memberId = member.id;
    this.among = member.among ?? null;
  }
}

/** An attempt on members: the trail names the one because of whom it was refused. */
export async function attemptOnMembers<Result>(
  services: Services,
  { actor, action }: { actor: MemberActor; action: AuditAction },
  work: () => Promise<Result>,
): Promise<Result> {
  return await attempt(
    services,
    async (refusal) => {
      if (!(refusal instanceof RefusedMember)) return null;
      const { memberId: id, among } = refusal;
      const label = await labelOf(services, actor.organization.id, id);
      const details = among === null ? {} : { members: among };
      return { actor, action, target: { kind: 'member', id, label }, details };
    },
    work,
  );
}

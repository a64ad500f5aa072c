import type { AuditAction } from '../../platform/audit-actions.ts';
import { Problem, type ProblemTarget } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type AuditActor, recordRefusal } from './service.ts';

/** What is attempted, as the trail names it when it is refused. */
export interface Attempt {
  actor: AuditActor & { organization?: { id: string } | null };
  action: AuditAction;
  target: ProblemTarget;
  /** Whose trail it belongs in. Unless given: that of the actor's organization. */
  organizationId?: string;
  /** Plain JSON; no secrets. */
  details?: Record<string, unknown>;
}

/** The attempt, or how to tell it from the refusal; null when nothing is known that the attempt around it does not say. */
type About = Attempt | ((refusal: Problem) => Attempt | null | Promise<Attempt | null>);

/** Refusals of something that was understood and not allowed; a typing error or a wrong address is no attempt. */
const REFUSED: readonly number[] = [403, 409, 410, 423];

/** What an inner attempt has recorded, which knows its target better than the call around it. */
const recorded = new WeakSet<Problem>();

/**
 * Does `work`. When it is refused, the refusal goes into the audit trail with its code (AUD-1), once, by the innermost
 * attempt that can name it; then the same error goes on. Every call with an action is an attempt (`http/api.ts`), so a
 * feature needs another one only where it knows more of the target than the path says. Within a transaction nothing is
 * recorded, for the refusal rolls it back: the attempt around the transaction does it.
 * @throws whatever `work` throws.
 */
export async function attempt<Result>(services: Services, about: About, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (
      error instanceof Problem &&
      REFUSED.includes(error.status) &&
      !recorded.has(error) &&
      services.transaction === null
    ) {
      await recordOnce(services, about, error).catch((failure: unknown) =>
        services.log.error({ err: failure }, 'a refused attempt could not be recorded'),
      );
    }
    throw error;
  }
}

async function recordOnce(services: Services, about: About, refusal: Problem): Promise<void> {
  const known = typeof about === 'function' ? await about(refusal) : about;
  const organizationId = known?.organizationId ?? known?.actor.organization?.id;
  if (!known || organizationId === undefined) return;
  await recordRefusal(services, { ...known, organizationId }, refusal.code);
  recorded.add(refusal);
}

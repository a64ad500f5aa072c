import * as joinRequests from '../../core/join-requests/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { after, SECOND } from '../../platform/clock.ts';
import type { Services } from '../../platform/services.ts';
import { countAnswers, medianAnswer } from '../join-requests/answer-times.ts';
import { ANSWER_SPANS, ANSWERS_OF } from './rules.ts';
import type { RequestsReport } from './schemas.ts';

/** RPT-1: how long people waited from their request to its answer. */
export async function reportRequests(
  services: Services,
  { actor }: Authorized<'report.view'>,
): Promise<RequestsReport> {
  const organizationId = actor.organization.id;
  const since = after(services.clock.now(), -ANSWERS_OF);
  const [counts, pending] = await Promise.all([
    countAnswers(services, organizationId, { since, spans: ANSWER_SPANS }),
    joinRequests.countPending(services, organizationId),
  ]);
  const approved = counts.reduce((sum, count) => sum + count.approved, 0);
  const declined = counts.reduce((sum, count) => sum + count.declined, 0);
  const median = await medianAnswer(services, organizationId, { since, count: approved + declined });
  return {
    since: since.toISOString(),
    approved,
    declined,
    pending,
    median: median === null ? null : median / SECOND,
    spans: ANSWER_SPANS.map((from, index) => {
      const until = ANSWER_SPANS[index + 1];
      const count = counts.find((each) => each.from === from);
      return {
        from: from / SECOND,
        until: until === undefined ? null : until / SECOND,
        approved: count?.approved ?? 0,
        declined: count?.declined ?? 0,
      };
    }),
  };
}

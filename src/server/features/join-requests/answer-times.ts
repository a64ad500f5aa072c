import type { PipelineStage } from 'mongoose';
import { joinRequestModel } from '../../core/join-requests/model.ts';
import type { Services } from '../../platform/services.ts';

/** How many requests were approved and declined after a span of waiting. */
export interface AnswerCount {
  /** Milliseconds of waiting, up to the next span. */
  from: number;
  approved: number;
  declined: number;
}

/** Counts requests answered since a moment by how long they had waited; spans without any are left out. */
export async function countAnswers(
  { db }: Services,
  organizationId: string,
  { since, spans }: { since: Date; spans: readonly number[] },
): Promise<AnswerCount[]> {
  const countOf = (status: string) => ({ $sum: { $cond: [{ $eq: ['$status', status] }, 1, 0] } });
  return await joinRequestModel(db).aggregate<AnswerCount>([
    ...answered(organizationId, since),
    {
      $bucket: {
        groupBy: '$waited',
        boundaries: [...spans],
        // Beyond the last boundary.
        default: spans.at(-1),
        output: { approved: countOf('approved'), declined: countOf('declined') },
      },
    },
    { $project: { _id: 0, from: '$_id', approved: 1, declined: 1 } },
  ]);
}

/** The median waiting time of `count` requests answered since a moment, in milliseconds; null when there is none. */
export async function medianAnswer(
  { db }: Services,
  organizationId: string,
  { since, count }: { since: Date; count: number },
): Promise<number | null> {
  if (count === 0) return null;
  const isEven = count % 2 === 0;
  const middle = await joinRequestModel(db).aggregate<{ waited: number }>([
    ...answered(organizationId, since),
    { $sort: { waited: 1 } },
    { $skip: Math.ceil(count / 2) - 1 },
    { $limit: isEven ? 2 : 1 },
  ]);
  if (middle.length === 0) return null;
  return middle.reduce((sum, { waited }) => sum + waited, 0) / middle.length;
}

function answered(organizationId: string, since: Date): PipelineStage.FacetPipelineStage[] {
  return [
    {
      $match: {
        organizationId,
        decidedAt: { $gte: since },
        status: { $in: ['approved', 'declined'] },
      },
    },
    { $project: { _id: 0, status: 1, waited: { $max: [0, { $subtract: ['$decidedAt', '$createdAt'] }] } } },
  ];
}

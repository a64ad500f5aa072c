import { z } from 'zod';
import type { GraphAnswer, GraphCall } from './call.ts';
import { refusals } from './errors.ts';

const batchBody = z.object({
  requests: z.array(
    z.object({
      id: z.string().min(1),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.unknown().optional(),
      dependsOn: z.array(z.string()).default([]),
    }),
  ),
});

const most = 20;

/** One request of a batch, made on behalf of the same caller. */
export type InnerRequest = z.infer<typeof batchBody>['requests'][number];
export type RunInner = (call: GraphCall, request: InnerRequest) => Promise<GraphAnswer>;

/**
 * `POST /$batch`: up to 20 requests. Each waits for those that it depends on, and fails with 424 when one of them did.
 * What throttles a single one stands inside the answer, whose own status is 200.
 */
export async function runBatch(call: GraphCall, run: RunInner): Promise<GraphAnswer> {
  const parsed = batchBody.safeParse(call.body);
  if (!parsed.success) throw refusals.badRequest('Invalid batch payload format.');
  const { requests } = parsed.data;
  if (requests.length === 0 || requests.length > most) {
    throw refusals.badRequest(`Number of batch request steps must be between 1 and ${most}.`);
  }
  const known = new Set<string>();
  for (const request of requests) {
    if (known.has(request.id)) throw refusals.badRequest(`Request Id '${request.id}' has to be unique in a batch.`);
    if (!request.dependsOn.every((id) => known.has(id))) {
      throw refusals.badRequest(`Request '${request.id}' depends on one that does not stand before it.`);
    }
    known.add(request.id);
  }

  const responses = new Map<string, BatchedAnswer>();
  for (const request of requests) {
    const failed = request.dependsOn.some((id) => (responses.get(id)?.status ?? 500) >= 400);
    responses.set(request.id, failed ? dependencyFailed(request.id) : batched(request.id, await run(call, request)));
  }
  return { status: 200, body: { responses: [...responses.values()] } };
}

interface BatchedAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function batched(id: string, { status, headers = {}, body }: GraphAnswer): BatchedAnswer {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [spelt(name), value]));
  if (body === undefined) return { id, status, headers: named };
  if (Buffer.isBuffer(body)) return { id, status, headers: named, body: body.toString('base64') };
  return { id, status, headers: { 'Content-Type': 'application/json', ...named }, body };
}

function dependencyFailed(id: string): BatchedAnswer {
  const message = 'Dependent request failed.';
  return { id, status: 424, headers: {}, body: { error: { code: 'FailedDependency', message } } };
}

/** `retry-after` as `Retry-After`. */
function spelt(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

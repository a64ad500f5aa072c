import { timingSafeEqual } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type Request, type Response, Router } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { HOUR } from '../platform/clock.ts';
import { Problem } from '../platform/problem.ts';
import type { Services } from '../platform/services.ts';
import { hashToken } from '../platform/tokens.ts';

/** A number that is read when it is asked for, or one for each combination of labels. */
interface GaugeOptions {
  help: string;
  labelNames?: string[];
  read(): Promise<number | { labels: Record<string, string>; value: number }[]>;
}

const DELAYS = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'];

/** What an operator watches: `/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (Prometheus). */
export function operationPages(
  { db, log, config }: Services,
  gauges: Record<string, GaugeOptions>,
): { router: Router; measure(request: Request, response: Response, next: () => void): void } {
  const registry = new Registry();
  // Its histogram of the event loop's delays would wake an idle process a hundred times a second.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: HOUR });
  for (const kind of DELAYS) registry.removeSingleMetric(`nodejs_eventloop_lag_${kind}_seconds`);
  let busy = performance.eventLoopUtilization();
  new Gauge({
    name: 'nodejs_eventloop_utilization',
    help: 'Share of the time since the last look in which the event loop was busy, 0 to 1',
    registers: [registry],
    collect() {
      const now = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(now, busy).utilization);
      busy = now;
    },
  });
  const durations = new Histogram({
    name: 'foyer_http_request_duration_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  for (const [name, { help, labelNames = [], read }] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const values = await read();
        if (typeof values === 'number') this.set(values);
        else for (const { labels, value } of values) this.set(labels, value);
      },
    });
  }

  // One spelling of each path: a proxy that keeps `/metrics` inside must not be passed by `/Metrics` or `/metrics/`.
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    try {
      await db.db?.admin().ping();
      response.json({ status: 'ready' });
    } catch (error) {
      log.error({ err: error }, 'the database does not answer');
      throw new Problem('unavailable', { cause: error });
    }
  });
  router.get('/metrics', async (request, response) => {
    if (!maySeeMetrics(request, config)) throw new Problem('not_found');
    response.type(registry.contentType).send(await registry.metrics());
  });

  return {
    router,
    measure(request, response, next) {
      const stop = durations.startTimer({ method: request.method });
      response.on('finish', () => stop({ route: routeOf(response), status: response.statusCode }));
      next();
    },
  };
}

/** They name routes, people's numbers and memory: outside a trial they are for whom has the token. */
function maySeeMetrics(request: Request, { METRICS_TOKEN, NODE_ENV }: Services['config']): boolean {
  if (METRICS_TOKEN === undefined) return NODE_ENV !== 'production';
  const given = /^Bearer +(\S+) *$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
  return timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(METRICS_TOKEN)));
}

/** The declared route, not the path: a label must not have one value per id. */
function routeOf({ locals }: Response): string {
  return typeof locals.route === 'string' ? locals.route : 'other';
}

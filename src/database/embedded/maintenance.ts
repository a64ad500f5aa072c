import type { Engine } from './engine.ts';
import { removeExpired } from './index/expiry.ts';

/** How often old documents, cursors and answers are looked for, in milliseconds: as often as MongoDB does. */
const interval = 60_000;

/** Removes in the background what has expired. Returns what stops it. */
export function startMaintenance(engine: Engine, log: (message: string) => void): () => void {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    runMaintenance(engine)
      .catch((error: unknown) => log(`maintenance failed: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => {
        running = false;
      });
  }, interval).unref();
  return () => clearInterval(timer);
}

/** One round. */
export async function runMaintenance(engine: Engine, now = Date.now()): Promise<void> {
  engine.cursors.expire(now);
  engine.sessions.abortExpired(now);
  await engine.sessions.removeOldOutcomes((action) => engine.write(action), now);
  for (const collection of engine.catalog.list()) {
    for (const index of collection.indexes) await removeExpired(engine, collection, index, now);
  }
}

import type { LastAction } from '../../core/sessions/schemas.ts';

/** What a call is in a list of sessions: its noun, and whether it changes something. `/members.csv` is about `members`. */
export function actionOf({ method, path }: { method: string; path: string }): LastAction {
  return { area: /^\/([a-z-]+)/.exec(path)?.[1] ?? '', isChange: method !== 'get' };
}

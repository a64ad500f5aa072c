import { useEffect, useState } from 'react';
import { type AppBuild, fetchAppBuild } from '../api.ts';
import type { Common } from '../app.tsx';

/** How often the progress is asked for, in milliseconds. */
const interval = 1000;

/** How far the app's pages are; null once they are there. */
export function useAppBuild(): AppBuild | null {
  const [build, setBuild] = useState<AppBuild | null>(null);
  useEffect(() => {
    let timer = 0;
    const look = async (): Promise<void> => {
      const found = await fetchAppBuild().catch(() => null);
      setBuild(found);
      if (found && !found.hasFailed) timer = window.setTimeout(look, interval);
    };
    void look();
    return () => window.clearTimeout(timer);
  }, []);
  return build;
}

/** Says that the app's pages are being built, and how far they are, or that they could not be. */
export function BuildNote({ build, t }: Common) {
  if (!build) return null;
  if (build.hasFailed) {
    return (
      <p className="bar" role="alert">
        {t('buildFailed')}
      </p>
    );
  }
  const { percent, isFirst } = build;
  return (
    <p className="bar build">
      <span id="build">{t(isFirst ? 'buildFirst' : 'buildAgain')}</span>
      <progress max="100" value={percent} aria-labelledby="build" />
    </p>
  );
}

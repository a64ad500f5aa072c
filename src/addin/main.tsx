import { connectBrowser } from './host/browser.ts';
import { connectHost } from './host/connect.ts';
import type { Host } from './host/host.ts';
import { startTexts } from './i18n/texts.ts';

/** Where hosts enter: a personal tab of Teams, Outlook and Microsoft 365, and an Office task pane. */
const ENTRIES = ['/tab', '/pane'];

/** The static page stays on the screen until there is something to show in its place. */
async function start(): Promise<void> {
  const parts = runParts();
  let host: Host;
  let isSilent = false;
  try {
    host = await connectHost();
  } catch {
    host = connectBrowser();
    isSilent = true;
  }
  const [{ createRoot, App, loadTheme }] = await Promise.all([parts, startTexts(host.language)]);
  const firstTheme = await loadTheme(host.theme);
  if (!isSilent && ENTRIES.includes(window.location.pathname))
    window.history.replaceState(null, '', host.startPath ?? '/');
  const root = document.getElementById('root');
  await nextTask();
  if (root) createRoot(root).render(<App host={host} firstTheme={firstTheme} isSilent={isSilent} />);
}

/**
 * Runs the modules of what shows the pages. They are in this file already; each part has a task of its own, for one that
 * runs them all keeps a slow device from everything else for a tenth of a second.
 */
async function runParts() {
  await nextTask();
  const { createRoot } = await import(/* webpackMode: "eager" */ 'react-dom/client');
  await nextTask();
  const { loadTheme } = await import(/* webpackMode: "eager" */ './themes/load-theme.ts');
  await nextTask();
  const { App } = await import(/* webpackMode: "eager" */ './app.tsx');
  return { createRoot, App, loadTheme };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

void start();

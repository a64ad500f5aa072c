import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connectBrowser } from './host/browser.ts';
import { connectHost } from './host/connect.ts';
import type { Host } from './host/host.ts';
import { startTexts } from './i18n/texts.ts';
import { loadTheme } from './themes/load-theme.ts';

/** Where hosts enter: a personal tab of Teams, Outlook and Microsoft 365, and an Office task pane. */
const ENTRIES = ['/tab', '/pane'];

/** The static page stays on the screen until there is something to show in its place. */
async function start(): Promise<void> {
  let host: Host;
  let isSilent = false;
  try {
    host = await connectHost();
  } catch {
    host = connectBrowser();
    isSilent = true;
  }
  const [firstTheme] = await Promise.all([loadTheme(host.theme), startTexts(host.language)]);
  if (!isSilent && ENTRIES.includes(window.location.pathname))
    window.history.replaceState(null, '', host.startPath ?? '/');
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<App host={host} firstTheme={firstTheme} isSilent={isSilent} />);
}

void start();

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { eventually } from '../../test/support/eventually.ts';

/** By this member the W3C's protocol names an element. https://www.w3.org/TR/webdriver2/#elements */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Something that has to be installed is not. */
export class NotInstalled extends Error {}

/** A window of WebKitGTK, driven through its `WebKitWebDriver` by the W3C's WebDriver protocol. */
export class WebKitWindow {
  readonly #session: string;
  readonly #processes: readonly ChildProcess[];

  private constructor(session: string, processes: readonly ChildProcess[]) {
    this.#session = session;
    this.#processes = processes;
  }

  /** @throws {NotInstalled} with what is missing and how to get it on Debian. */
  static async open(): Promise<WebKitWindow> {
    const processes: ChildProcess[] = [];
    try {
      const { DISPLAY, WAYLAND_DISPLAY } = process.env;
      const display = DISPLAY || WAYLAND_DISPLAY ? {} : { DISPLAY: await startDisplay(processes) };
      const port = await freePort();
      const driver = await start(
        'WebKitWebDriver',
        ['--host=127.0.0.1', `--port=${port}`],
        'webkit2gtk-driver',
        display,
      );
      processes.push(driver);
      const origin = `http://127.0.0.1:${port}`;
      await eventually(() => fetch(`${origin}/status`), 10_000);
      const { sessionId } = await call<{ sessionId: string }>(`${origin}/session`, { capabilities: {} });
      return new WebKitWindow(`${origin}/session/${sessionId}`, processes);
    } catch (error) {
      for (const each of processes) each.kill();
      throw error;
    }
  }

  async resize(width: number, height: number): Promise<void> {
    await call(`${this.#session}/window/rect`, { width, height });
  }

  async goTo(url: string): Promise<void> {
    await call(`${this.#session}/url`, { url });
  }

  /** For the site of the page that is open. */
  async setCookie(name: string, value: string): Promise<void> {
    await call(`${this.#session}/cookie`, { cookie: { name, value, path: '/' } });
  }

  /** Runs a function inside the page; it can use nothing from outside. */
  async evaluate<T>(inPage: () => T): Promise<T> {
    return await call<T>(`${this.#session}/execute/sync`, { script: `return (${inPage})()`, args: [] });
  }

  /** Clicks the middle of the first element that matches, as a person would: what covers it would get the click. */
  async click(selector: string): Promise<void> {
    await this.waitFor(selector);
    const found = await call<{ [ELEMENT]: string }>(`${this.#session}/element`, {
      using: 'css selector',
      value: selector,
    });
    await call(`${this.#session}/element/${found[ELEMENT]}/click`, {});
  }

  async waitFor(selector: string): Promise<void> {
    await eventually(() => call(`${this.#session}/element`, { using: 'css selector', value: selector }), 20_000);
  }

  async close(): Promise<void> {
    await fetch(this.#session, { method: 'DELETE', signal: AbortSignal.timeout(10_000) });
    for (const each of this.#processes.toReversed()) each.kill();
  }
}

async function call<T>(address: string, body: unknown): Promise<T> {
  const response = await fetch(address, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const { value } = (await response.json()) as { value: T };
  if (!response.ok) throw new Error(`WebKitWebDriver: ${JSON.stringify(value)}`);
  return value;
}

/** A display that nobody sees, for a computer without one. @returns its name, such as `:99`. */
async function startDisplay(processes: ChildProcess[]): Promise<string> {
  const screen = ['-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
  const display = await start('Xvfb', ['-displayfd', '1', ...screen], 'xvfb');
  processes.push(display);
  if (!display.stdout) throw new TypeError('it was started with a pipe');
  const [number] = await once(display.stdout, 'data', { signal: AbortSignal.timeout(10_000) });
  return `:${String(number).trim()}`;
}

async function start(
  program: string,
  args: readonly string[],
  debianPackage: string,
  env: Record<string, string> = {},
): Promise<ChildProcess> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child, 'spawn').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new NotInstalled(`${program} is not installed (Debian: apt-get install ${debianPackage})`);
  });
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

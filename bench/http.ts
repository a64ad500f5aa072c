import { Agent, request as httpRequest } from 'node:http';

export interface HttpCall {
  method?: 'GET' | 'POST';
  path: string;
  /** The token of a session of Foyer. */
  session?: string;
  /** What another server's session needs. */
  cookie?: string;
  /** Sent as JSON unless it has another type. */
  body?: unknown;
  type?: string;
}

/** A caller with kept connections that costs the load's process little. */
export interface Caller {
  /** @returns the answer's text. @throws Error when the status is none of success. */
  call(call: HttpCall): Promise<string>;
  json<T>(call: HttpCall): Promise<T>;
  close(): void;
}

export function callerOf(origin: string): Caller {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true });
  const call = ({ method = 'GET', path, ...given }: HttpCall): Promise<string> =>
    new Promise((resolve, reject) => {
      const { session, cookie = session && `foyer=${session}`, body, type } = given;
      const payload = type || body === undefined ? body : JSON.stringify(body);
      const headers = {
        origin,
        ...(cookie && { cookie }),
        ...(typeof payload === 'string' && {
          'content-type': type ?? 'application/json',
          'content-length': Buffer.byteLength(payload),
        }),
      };
      const request = httpRequest({ agent, hostname, port, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new Error(`${method} ${path} answered ${status}: ${text}`));
        });
      });
      // The server lets go of an idle connection at the very moment at which it is used again.
      request.on('error', (error: NodeJS.ErrnoException) => {
        if (request.reusedSocket && error.code === 'ECONNRESET') resolve(call({ method, path, ...given }));
        else reject(error);
      });
      request.end(payload);
    });
  return {
    call,
    json: async <T>(each: HttpCall) => JSON.parse(await call(each)) as T,
    close: () => agent.destroy(),
  };
}

/** Reads a CSV with a line for each of so many things, and throws unless they are all there. */
export async function readLines(caller: Caller, path: string, session: string, count: number): Promise<void> {
  const lines = (await caller.call({ path, session })).split('\n').length;
  if (lines < count) throw new Error(`${path} has ${lines} lines of ${count}`);
}

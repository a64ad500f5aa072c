import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { MicrosoftError, retryAfterSeconds } from '../errors.ts';
import type { Transport } from '../transport.ts';
import { TransportFailure } from './entra-errors.ts';

/**
 * MSAL's requests over our transport.
 * A 429 or 5xx ends here: MSAL would refuse every like request for the next minute, also those of other people.
 */
export function createNetworkClient(transport: Transport): INetworkModule {
  async function send<T>(
    method: string,
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    try {
      const response = await transport.fetch(url, {
        method,
        ...(options.headers && { headers: options.headers }),
        ...(options.body !== undefined && { body: options.body }),
      });
      refuseOutage(response);
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await readJson<T>(response),
      };
    } catch (error) {
      throw error instanceof MicrosoftError ? new TransportFailure(error) : error;
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}

function refuseOutage(response: Response): void {
  const { status } = response;
  if (status !== 429 && status < 500) return;
  const details = { retryAfterSeconds: retryAfterSeconds(response.headers), reason: `HTTP ${status}` };
  if (status === 429) throw new MicrosoftError('throttled', 'Microsoft Entra asks to wait.', details);
  throw new MicrosoftError('unavailable', 'Microsoft Entra does not answer at the moment.', details);
}

async function readJson<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    throw new MicrosoftError('unexpected_reply', 'Microsoft Entra did not answer with JSON.', {
      reason: `HTTP ${response.status}`,
    });
  }
}

import assert from 'node:assert/strict';
import { createMicrosoft, type Microsoft, type MicrosoftConfig } from '../../src/graph/microsoft.ts';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { startTestSandbox } from '../support/sandbox.ts';

type Persona = 'administrator' | 'approver' | 'employee' | 'guest' | 'disabled' | 'renamed';
interface SandboxPerson {
  id: string;
  userPrincipalName: string;
  displayName: string;
  persona: Persona;
}

export const appUrl = 'http://localhost:3000';

/** A running sandbox and the same door to it that Foyer has. */
export class Sandboxed {
  readonly sandbox: StartedSandbox;
  readonly microsoft: Microsoft;

  private constructor(sandbox: StartedSandbox) {
    this.sandbox = sandbox;
    this.microsoft = this.connect();
  }

  static async start(people = 60, certificates: string[] = []): Promise<Sandboxed> {
    return new Sandboxed(await startTestSandbox({ appUrl, people, seed: 7, certificates }));
  }

  connect(changes: Partial<MicrosoftConfig> = {}): Microsoft {
    const { clientId, clientSecret, origin: rewriteOrigin } = this.sandbox;
    return createMicrosoft({ clientId, clientSecret, rewriteOrigin, ...changes });
  }

  async people(): Promise<SandboxPerson[]> {
    return (await this.#json<{ people: SandboxPerson[] }>('/sandbox/world')).people;
  }

  async person(persona: Persona): Promise<SandboxPerson> {
    const found = (await this.people()).find((person) => person.persona === persona);
    assert.ok(found, persona);
    return found;
  }

  /** The token that a host would hand to the add-in. */
  async hostToken(person: SandboxPerson): Promise<string> {
    const { clientId, tenantId } = this.sandbox;
    const reply = await this.#json<{ access_token: string }>(
      `/login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
      new URLSearchParams({
        grant_type: 'password',
        client_id: clientId,
        username: person.userPrincipalName,
        password: 'sandbox',
        scope: `api://localhost/${clientId}/access_as_user`,
      }),
    );
    return reply.access_token;
  }

  /** Turns one of the sandbox's switches: `faults`, `people/{id}`, `tokens`, `keys/rotate`, `consents`. */
  async turn<T = unknown>(what: string, body: object = {}): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.sandbox.origin}/sandbox/${what}`, init);
    const text = await response.text();
    assert.ok(response.ok, text);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async noFaults(): Promise<void> {
    await fetch(`${this.sandbox.origin}/sandbox/faults`, { method: 'DELETE' });
  }

  async mailbox(address: string): Promise<{ subject: string; from: string; html: string; text: string }[]> {
    return await this.#json(`/sandbox/mailbox/${encodeURIComponent(address)}`);
  }

  /** Signs in as a browser does and gives back what the redirect address got. */
  async browse(url: string, person: SandboxPerson): Promise<URLSearchParams> {
    const body = new URLSearchParams({ person: person.id });
    const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    const location = response.headers.get('location');
    assert.ok(location, `${response.status} ${await response.text()}`);
    return new URL(location).searchParams;
  }

  /** Fails when something was asked that the sandbox does not know. */
  async close(): Promise<void> {
    assert.deepEqual(await this.#json('/sandbox/unknown-calls'), []);
    await this.sandbox.close();
  }

  async #json<T>(path: string, body?: URLSearchParams): Promise<T> {
    const response = await fetch(`${this.sandbox.origin}${path}`, body ? { method: 'POST', body } : {});
    assert.ok(response.ok, `${path}: ${response.status}`);
    return (await response.json()) as T;
  }
}

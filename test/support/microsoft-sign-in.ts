import assert from 'node:assert/strict';
import type { Answer, Client } from './client.ts';
import type { SandboxPerson } from './world.ts';

/** Where a redirect leads. */
export function locationOf({ status, headers, text }: Answer): URL {
  assert.equal(status, 302, text);
  return new URL(headers.get('location') ?? '', 'http://relative');
}

/** Begins a sign-in in a browser; returns the address of Microsoft's page. */
export async function beginSignIn(browser: Client, query = ''): Promise<URL> {
  return locationOf(await browser.call('GET', `/auth/sign-in${query}`));
}

/**
 * What a person does on Microsoft's page: chooses who they are, and consents or not.
 * @returns the address that Microsoft sends the browser back to.
 */
export async function pickPerson(page: URL, person: SandboxPerson, consent: 'yes' | 'no' = 'yes'): Promise<URL> {
  const fields = new URLSearchParams(page.search);
  fields.set('person', person.id);
  fields.set('consent', consent);
  const response = await fetch(page.origin + page.pathname, { method: 'POST', body: fields, redirect: 'manual' });
  assert.ok([302, 303].includes(response.status), await response.text());
  return new URL(response.headers.get('location') ?? '');
}

/** The way back from Microsoft's page, with the query that it gave or another one. */
export async function comeBack(browser: Client, { pathname, search }: URL): Promise<Answer> {
  return await browser.call('GET', pathname + search);
}

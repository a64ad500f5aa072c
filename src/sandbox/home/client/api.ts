import type { AppBuild } from '../../sandbox.ts';
import type { HomeWorld, MailSummary, PersonView } from '../views.ts';

export type { AppBuild, HomeWorld, MailSummary, PersonView };

/** Either the token for Foyer, or why there is none, in the words of teams-js. */
export type TokenAnswer = { readonly token: string } | { readonly refused: string };

async function call(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(`/home${path}`, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response;
}

const post = (path: string, body: unknown = {}): Promise<Response> =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const fetchWorld = async (): Promise<HomeWorld> => (await call('/world')).json();

export const fetchAppBuild = async (): Promise<AppBuild | null> => (await call('/app-build')).json();

export const searchPeople = async (text: string, signal: AbortSignal): Promise<PersonView[]> =>
  (await call(`/people?${new URLSearchParams({ search: text })}`, { signal })).json();

export const signIn = async (person: PersonView): Promise<PersonView> =>
  (await post('/sign-in', { person: person.id })).json();

/** Gives a person another login ID in the directory, as a marriage does. */
export const rename = async (person: PersonView, userPrincipalName: string): Promise<void> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
  await fetch(`/sandbox/people/${person.id}`, { ...init, body: JSON.stringify({ userPrincipalName }) });
};

export const signOut = async (): Promise<void> => void (await post('/sign-out'));

export const fetchMail = async (mailbox: string, signal: AbortSignal): Promise<MailSummary[]> =>
  (await call(`/mail?${new URLSearchParams({ mailbox })}`, { signal })).json();

export const markRead = async (id: string): Promise<void> => void (await post(`/mail/${id}/read`));

/** The token that the host hands to Foyer; refused when another person signed in meanwhile. */
export const fetchToken = async (personId: string, host: 'teams' | 'outlook'): Promise<TokenAnswer> =>
  (await post('/token', { person: personId, host })).json();

import type { Answer } from '../../support/client.ts';

/** What a call is tried with, beside the neighbour's id in its path. */
interface Attempt {
  body?: object;
  query?: string;
  /** Whether the answer is right where it is not `404 not_found`: a filter that finds nothing. */
  finds?: (answer: Answer) => boolean;
}

export type Bodies = Record<string, Attempt[]>;

/** Calls whose ids are nobody's to keep apart; each with the reason. */
export const NOBODYS = new Set([
  // An invitation's link opens for whoever holds its secret; who may accept is INV-5, tested there.
  'GET /invitations/link/{token}',
  'POST /invitations/link/{token}/accept',
  'POST /invitations/link/{token}/password',
  // Opens for whoever holds the secret that was mailed to the account's owner.
  'GET /password-resets/{token}',
  'POST /password-resets/{token}',
  'GET /sign-ups/{token}',
  'POST /sign-ups/{token}',
  // The token is the host's proof of who signs in.
  'POST /session',
]);

/** What lists are asked that answer no call without a question. */
export const QUESTIONS: Record<string, string> = {
  'GET /mail/providers': '?address=nora@northquay.example',
  'GET /records/by-address': '?address=news@tradeweekly.example',
};

const empty = ({ status, text }: Answer) => status === 200 && (JSON.parse(text) as { total: number }).total === 0;

/** Every call that names an id outside of its path, and those whose body must be right to be looked at. */
export function bodiesWith(ids: Record<string, string>): Bodies {
  const { members, contacts, deals, profiles, roles } = ids;
  const place = [{ body: { profileId: profiles } }, { body: { roleId: roles } }];
  const person = { people: [{ loginId: 'a.guest@elsewhere.example', fullName: 'A Guest' }] };
  const filters = [{ query: `?ownerId=${members}`, finds: empty }];
  const toThem = { ownerId: members };
  return {
    'PATCH /members/{id}': place,
    'GET /audit': [
      { query: `?memberId=${members}`, finds: empty },
      { query: `?accountId=${members}`, finds: empty },
    ],
    'GET /audit/people': [{ query: `?id=${members}`, finds: empty }],
    'GET /records/owners': [{ query: `?id=${members}`, finds: empty }],
    'GET /audit.csv': [{ query: `?memberId=${members}`, finds: isHeader }],
    'GET /members': [
      { query: `?profileId=${profiles}`, finds: empty },
      { query: `?roleId=${roles}`, finds: empty },
    ],
    'GET /members.csv': [
      { query: `?profileId=${profiles}`, finds: isHeader },
      { query: `?roleId=${roles}`, finds: isHeader },
    ],
    // Names a person by login ID: refused before anybody is looked for.
    'POST /login-ids/free': [
      { body: { loginId: 'vera.lindqvist@northquay.example' }, finds: ({ text }) => text.includes('login_id_domain') },
    ],
    'POST /members/consequences': [
      { body: { ids: [members] } },
      { body: { matching: { roleId: roles } }, finds: ({ text }) => text.includes('"members":0') },
    ],
    'POST /members/deactivate': [
      { body: { ids: [members] } },
      { body: { ids: [members], atomic: false } },
      { body: { matching: { profileId: profiles } }, finds: ({ text }) => text.includes('"results":[]') },
    ],
    'POST /members/reactivate': [{ body: { ids: [members] } }, { body: { ids: [members], atomic: false } }],
    'POST /members/delete': [{ body: { ids: [members] } }, { body: { ids: [members], atomic: false } }],
    'POST /profiles': [{ body: { name: 'P', copyOf: profiles } }],
    'PATCH /profiles/{id}': [{ body: { name: 'P' } }],
    'DELETE /profiles/{id}': [{}, { query: `?moveTo=${profiles}` }],
    'POST /roles': [{ body: { name: 'R', parentId: roles } }],
    'PATCH /roles/{id}': [{ body: { name: 'R' } }, { body: { parentId: roles } }],
    'DELETE /roles/{id}': [{}, { query: `?moveTo=${roles}` }],
    'POST /invitations': [
      { body: { ...person, profileId: profiles } },
      { body: { ...person, roleId: roles } },
      { body: { objectIds: [ids.users] }, finds: ({ text }) => text.includes('directory_user_unavailable') },
    ],
    'PUT /extensions/{key}/members': [{ body: { ids: [members] } }],
    'POST /join-requests/{id}/approve': [{ body: {} }],
    'POST /join-requests/{id}/decline': [{ body: {} }],
    'GET /records/counts': [{ query: `?memberId=${members}` }],
    'GET /records/transfers': [{ query: `?fromMemberId=${members}`, finds: empty }],
    'POST /records/transfers': [{ body: { fromMemberId: members, to: { all: members } } }],
    'GET /records/leads': filters,
    'GET /records/contacts': filters,
    'GET /records/deals': filters,
    'GET /records/tasks': filters,
    'GET /records/leads.csv': [{ query: `?ownerId=${members}`, finds: isHeader }],
    'GET /records/contacts.csv': [{ query: `?ownerId=${members}`, finds: isHeader }],
    'GET /records/deals.csv': [{ query: `?ownerId=${members}`, finds: isHeader }],
    'GET /records/tasks.csv': [{ query: `?ownerId=${members}`, finds: isHeader }],
    'POST /records/leads': [{ body: { name: 'L', ...toThem } }],
    'POST /records/contacts': [{ body: { lastName: 'C', ...toThem } }],
    'POST /records/deals': [
      { body: { name: 'D', ...toThem } },
      { body: { name: 'D', contactId: contacts }, finds: isUnknown },
    ],
    'POST /records/tasks': [
      { body: { subject: 'T', ...toThem } },
      { body: { subject: 'T', related: { module: 'deals', id: deals } }, finds: isUnknown },
    ],
    'PATCH /records/leads/{id}': [{ body: { name: 'L' } }],
    'PATCH /records/contacts/{id}': [{ body: { lastName: 'C' } }],
    'PATCH /records/deals/{id}': [{ body: { name: 'D' } }],
    'PATCH /records/tasks/{id}': [{ body: { subject: 'T' } }],
  };
}

/** A record that one may not see is a value that the field can't have. */
const isUnknown = ({ status, text }: Answer) => status === 400 && text.includes('validation_failed');

const isHeader = ({ status, text }: Answer) => status === 200 && text.trim().split('\n').length === 1;

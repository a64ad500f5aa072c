import { createHash } from 'node:crypto';
import type { Person } from '../people/person.ts';
import { demand, isSelf, needs, userInPath } from './access.ts';
import { contextOf, type GraphAnswer, type GraphCall, segment } from './call.ts';
import { GraphError, refusals } from './errors.ts';
import { drawPortrait } from './portrait.ts';

const sizes = [48, 64, 96, 120, 240, 360, 432, 504, 648];
const largest = 648;

/** `GET /users/{id}/photo`: what there is to know about it. */
export function getPhoto(call: GraphCall): GraphAnswer {
  const person = photographed(call);
  const context = contextOf(`users('${person.id}')/photo/$entity`);
  return { status: 200, body: { '@odata.context': context, ...described(person, largest) } };
}

/** `GET /users/{id}/photos`: the sizes. */
export function listPhotos(call: GraphCall): GraphAnswer {
  const person = photographed(call);
  const value = sizes.map((size) => described(person, size));
  return { status: 200, body: { '@odata.context': contextOf(`users('${person.id}')/photos`), value } };
}

/** `GET /users/{id}/photo/$value` and `/photos/{size}/$value`. */
export function getPhotoContent(call: GraphCall): GraphAnswer {
  const person = photographed(call);
  const wanted = call.segments[2] === 'photo' ? `${largest}x${largest}` : segment(call, 3);
  const size = sizes.find((known) => `${known}x${known}` === wanted);
  if (size === undefined) throw notThere();
  const headers = { 'content-type': 'image/png', 'cache-control': 'private, max-age=1209600', etag: etag(person) };
  return { status: 200, headers, body: drawPortrait(Buffer.from(person.id.replaceAll('-', ''), 'hex'), size) };
}

function photographed(call: GraphCall): Person {
  const person = userInPath(call);
  demand(call, isSelf(call, person) ? needs.ownPhoto : needs.photo);
  if (call.caller.person?.userType === 'Guest' && !isSelf(call, person)) throw refusals.denied();
  if (!person.hasPhoto) throw notThere();
  return person;
}

function described(person: Person, size: number): Record<string, unknown> {
  return {
    '@odata.mediaContentType': 'image/png',
    '@odata.mediaEtag': etag(person),
    id: `${size}x${size}`,
    height: size,
    width: size,
  };
}

function etag(person: Person): string {
  return `"${createHash('sha1').update(`${person.id} ${person.displayName}`).digest('hex').slice(0, 16)}"`;
}

function notThere(): GraphError {
  return new GraphError(
    404,
    'ImageNotFound',
    "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
  );
}

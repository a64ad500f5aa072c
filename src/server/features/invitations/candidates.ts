import * as directory from '../../core/directory/service.ts';
import type { OrganizationRef } from '../../core/organizations/service.ts';
import type { Services } from '../../platform/services.ts';
import type { InviteBody } from './schemas.ts';

/** Somebody to be invited. */
export interface Candidate {
  /** As they were asked for: object ID or login ID. */
  key: string;
  /** Null when the directory has nobody of that object ID. */
  person: {
    /** False for a disabled person of the directory. */
    isEnabled: boolean;
    loginId: string;
    fullName: string;
    objectId: string | null;
    mailTo: string;
    language: OrganizationRef['language'];
  } | null;
}

/** So many people that the mirror does not know are looked up at once. */
const LOOK_UPS_AT_ONCE = 8;

/** Who is meant, each once. */
export async function findCandidates(
  services: Services,
  organization: OrganizationRef,
  body: InviteBody,
): Promise<Candidate[]> {
  if ('people' in body) {
    const { language } = organization;
    const byLoginId = new Map(body.people.map((person) => [person.loginId, person]));
    return [...byLoginId].map(([loginId, { fullName }]) => ({
      key: loginId,
      person: { isEnabled: true, loginId, fullName, objectId: null, mailTo: loginId, language },
    }));
  }
  const objectIds = [...new Set(body.objectIds)];
  const people = await findInDirectory(services, organization, objectIds);
  return objectIds.map((objectId) => {
    const person = people.get(objectId);
    if (!person) return { key: objectId, person: null };
    const { isEnabled, loginId, fullName, language } = person;
    const mailTo = directory.mailAddressOf(person);
    return {
      key: objectId,
      person: { isEnabled, loginId, fullName, objectId, mailTo, language: language ?? organization.language },
    };
  });
}

/** From the mirror; whom it does not know yet, Microsoft is asked about. */
async function findInDirectory(
  services: Services,
  { id, tenantId }: OrganizationRef,
  objectIds: string[],
): Promise<Map<string, directory.DirectoryPerson>> {
  const known = await directory.findPeople(services, id, objectIds);
  const people = new Map(known.map((person) => [person.objectId, person]));
  const missing = objectIds.filter((objectId) => !people.has(objectId));
  const lookUp = async () => {
    for (let objectId = missing.pop(); objectId; objectId = missing.pop()) {
      const person = await directory.readPerson(services, tenantId, objectId);
      if (person) people.set(objectId, person);
    }
  };
  await Promise.all(Array.from({ length: LOOK_UPS_AT_ONCE }, lookUp));
  return people;
}

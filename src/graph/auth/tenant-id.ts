const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The tenant that Entra puts personal Microsoft accounts into: everybody's, so nobody's organization. */
const personalAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Whether this is the id of a company's tenant. */
export function isTenantId(value: unknown): value is string {
  return typeof value === 'string' && guid.test(value) && value.toLowerCase() !== personalAccounts;
}

/** The id as it goes into an address. @throws TypeError for anything that is not a tenant's GUID. */
export function assertTenantId(value: string): string {
  if (!isTenantId(value)) throw new TypeError('not a tenant id');
  return value.toLowerCase();
}

/** The id of a user as it goes into a path. @throws TypeError for anything that is not a GUID. */
export function assertObjectId(value: string): string {
  if (!guid.test(value)) throw new TypeError('not an object id');
  return value;
}

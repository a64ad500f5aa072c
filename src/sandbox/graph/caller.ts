import type { Tokens } from '../entra/tokens.ts';
import { graphAudience, graphResource } from '../entra/tokens.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Caller } from './call.ts';
import { refusals } from './errors.ts';

/** Who calls, by the `Authorization` header. @throws GraphError InvalidAuthenticationToken. */
export async function identify(sandbox: Sandbox, tokens: Tokens, authorization: string | undefined): Promise<Caller> {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw refusals.invalidToken('Access token is empty.');
  const claims = await tokens.verify(token, [graphAudience, graphResource]).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_JWT_EXPIRED') throw refusals.invalidToken('Lifetime validation failed, the token is expired.');
    if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED')
      throw refusals.invalidToken('Access token validation failure. Invalid audience.');
    throw refusals.invalidToken('IDX14100: JWT is not well formed, or its signature is not valid.');
  });
  const tenant = sandbox.tenants.find(({ id }) => id === claims.tid);
  if (tenant === undefined) throw refusals.invalidToken('Access token validation failure. Invalid issuer.');
  const clientId = String(claims.appid);
  if (claims.idtyp === 'app') {
    const roles = Array.isArray(claims.roles) ? claims.roles.map(String) : [];
    return { tenant, clientId, person: null, permissions: new Set(roles) };
  }
  const person = tenant.directory.find(String(claims.oid));
  if (person === undefined) throw refusals.invalidToken('The user of the token does not exist in the tenant.');
  return { tenant, clientId, person, permissions: new Set(String(claims.scp ?? '').split(' ')) };
}

import { EntraError } from './errors.ts';

const oidcScopes = new Set(['openid', 'profile', 'email', 'offline_access']);

/** What a `scope` parameter asks for. */
export interface RequestedScopes {
  /** `application`: Foyer's own API. */
  readonly resource: 'graph' | 'application';
  /** Without the resource's prefix and without those of OpenID Connect; may hold `.default`. */
  readonly names: readonly string[];
  readonly openid: readonly string[];
}

/**
 * Reads a `scope` parameter: bare names and `https://graph.microsoft.com/…` are Graph's, `api://…/{clientId}/…` Foyer's.
 * @throws EntraError 70011 or 28000.
 */
export function readScopes(scope: string, clientId: string): RequestedScopes {
  const names: string[] = [];
  const openid: string[] = [];
  const resources = new Set<'graph' | 'application'>();
  for (const item of scope.split(' ').filter((part) => part !== '')) {
    if (oidcScopes.has(item)) {
      openid.push(item);
      continue;
    }
    const slash = item.lastIndexOf('/');
    const prefix = slash < 0 ? '' : item.slice(0, slash);
    const name = item.slice(slash + 1);
    if (prefix === '' || /^https:\/\/graph\.microsoft\.com\/?$/.test(prefix)) resources.add('graph');
    else if (prefix === clientId || (prefix.startsWith('api://') && prefix.endsWith(clientId))) {
      if (name !== 'access_as_user' && name !== '.default') throw invalidScope(scope);
      resources.add('application');
    } else throw invalidScope(scope);
    names.push(name);
  }
  if (resources.size > 1) {
    throw new EntraError(
      'invalid_request',
      28000,
      'Provided value for the input parameter scope is not valid because it contains more than one resource.',
    );
  }
  const [resource = 'graph'] = resources;
  return { resource, names, openid };
}

function invalidScope(scope: string): EntraError {
  return new EntraError(
    'invalid_scope',
    70011,
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  );
}

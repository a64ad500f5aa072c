import type { SandboxAddress } from '../processes/sandbox.ts';

/** A person as Microsoft Graph tells of them. */
export interface GraphPerson {
  id: string;
  userPrincipalName: string;
  displayName: string;
  mail: string | null;
  jobTitle: string | null;
  department: string | null;
}

export type ReadUser = (objectId: string) => Promise<GraphPerson>;

const fields = 'id,userPrincipalName,displayName,mail,jobTitle,department,accountEnabled,userType,preferredLanguage';

/** Reads people with one token for all of them. */
export async function graphReader({ origin, tenantId, clientId, clientSecret }: SandboxAddress): Promise<ReadUser> {
  const response = await fetch(`${origin}/login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  return async (objectId) => {
    const answer = await fetch(`${origin}/graph.microsoft.com/v1.0/users/${objectId}?$select=${fields}`, { headers });
    if (!answer.ok) throw new Error(`Graph answered ${answer.status}`);
    return (await answer.json()) as GraphPerson;
  };
}

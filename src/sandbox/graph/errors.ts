/** An error of Microsoft Graph. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Errors that more than one place answers with. */
export const refusals = {
  badRequest: (message: string) => new GraphError(400, 'BadRequest', message),
  unsupported: (message: string) => new GraphError(400, 'Request_UnsupportedQuery', message),
  badQuery: (message: string) => new GraphError(400, 'Request_BadRequest', message),
  denied: () =>
    new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  mailDenied: () => new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.'),
  notFound: (id: string) =>
    new GraphError(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  throttled: (seconds: number) =>
    new GraphError(429, 'TooManyRequests', 'Too many requests', { 'retry-after': String(seconds) }),
  invalidToken: (message: string) =>
    new GraphError(401, 'InvalidAuthenticationToken', message, {
      'www-authenticate':
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
    }),
} as const;

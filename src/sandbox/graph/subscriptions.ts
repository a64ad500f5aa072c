import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.ts';
import { timestamp } from '../timestamp.ts';
import { demand, needs } from './access.ts';
import { contextOf, type GraphAnswer, type GraphCall, segment } from './call.ts';
import { refusals } from './errors.ts';

/** A wish to be told of changes of users. */
interface Subscription {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly changeType: string;
  readonly clientState: string | null;
  readonly creatorId: string | null;
  readonly notificationUrl: string;
  readonly resource: string;
  expirationDateTime: string;
}

/** Users may be watched for 41,760 minutes, under 29 days. */
const longest = 41_760 * 60_000;
const creation = z.strictObject({
  changeType: z.string().regex(/^(created|updated|deleted)(,(created|updated|deleted))*$/),
  notificationUrl: z.url(),
  resource: z.string().regex(/^\/?users$/i),
  expirationDateTime: z.iso.datetime({ offset: true }),
  clientState: z.string().max(128).optional(),
  latestSupportedTlsVersion: z.string().optional(),
});
const renewal = z.strictObject({ expirationDateTime: z.iso.datetime({ offset: true }) });

/** The subscriptions of all applications, and the notifications that they bring. */
export class Subscriptions {
  readonly #all = new Map<string, Subscription>();
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    for (const tenant of sandbox.tenants) {
      tenant.directory.onChange((person, kind) => {
        for (const subscription of this.#all.values()) {
          if (subscription.tenantId !== tenant.id || !subscription.changeType.split(',').includes(kind)) continue;
          if (Date.parse(subscription.expirationDateTime) > Date.now()) void notify(subscription, person.id, kind);
        }
      });
    }
  }

  /** `POST /subscriptions`: the address must first answer with the token that it is sent. */
  async create(call: GraphCall): Promise<GraphAnswer> {
    demand(call, needs.readFull);
    const parsed = creation.safeParse(call.body);
    if (!parsed.success)
      throw refusals.badRequest(`Subscription is not valid: ${parsed.error.issues[0]?.path.join('.')}`);
    const { changeType, notificationUrl, resource, expirationDateTime, clientState } = parsed.data;
    if (new URL(notificationUrl).origin !== new URL(this.#sandbox.config.appUrl()).origin) {
      throw refusals.badRequest('Subscription validation request failed. The notification URL is not reachable.');
    }
    await validate(notificationUrl);
    const subscription: Subscription = {
      id: randomUUID(),
      tenantId: call.caller.tenant.id,
      applicationId: call.caller.clientId,
      changeType,
      clientState: clientState ?? null,
      creatorId: call.caller.person?.id ?? null,
      notificationUrl,
      resource,
      expirationDateTime: checkedExpiry(expirationDateTime),
    };
    this.#all.set(subscription.id, subscription);
    return { status: 201, body: presented(subscription) };
  }

  /** `GET /subscriptions`. */
  list(call: GraphCall): GraphAnswer {
    demand(call, needs.readFull);
    const own = [...this.#all.values()].filter((subscription) => isOwn(call, subscription));
    return { status: 200, body: { '@odata.context': contextOf('subscriptions'), value: own.map(withoutContext) } };
  }

  /** `GET`, `PATCH` and `DELETE /subscriptions/{id}`. */
  one(call: GraphCall): GraphAnswer {
    demand(call, needs.readFull);
    const id = segment(call, 1);
    const subscription = this.#all.get(id);
    if (subscription === undefined || !isOwn(call, subscription)) throw refusals.notFound(id);
    if (call.method === 'DELETE') {
      this.#all.delete(id);
      return { status: 204 };
    }
    if (call.method === 'PATCH') {
      const parsed = renewal.safeParse(call.body);
      if (!parsed.success) throw refusals.badRequest('Subscription is not valid: expirationDateTime');
      subscription.expirationDateTime = checkedExpiry(parsed.data.expirationDateTime);
    }
    return { status: 200, body: presented(subscription) };
  }
}

function isOwn({ caller }: GraphCall, subscription: Subscription): boolean {
  return subscription.tenantId === caller.tenant.id && subscription.applicationId === caller.clientId;
}

function checkedExpiry(text: string): string {
  const left = Date.parse(text) - Date.now();
  if (left <= 0 || left > longest)
    throw refusals.badRequest('Subscription expiration can only be 41760 minutes in the future.');
  return timestamp(new Date(text));
}

function presented(subscription: Subscription): Record<string, unknown> {
  return { '@odata.context': contextOf('subscriptions/$entity'), ...withoutContext(subscription) };
}

function withoutContext({ tenantId: _tenant, ...subscription }: Subscription): Record<string, unknown> {
  return {
    ...subscription,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    lifecycleNotificationUrl: null,
    notificationQueryOptions: null,
    notificationUrlAppId: null,
    encryptionCertificate: null,
    encryptionCertificateId: null,
  };
}

async function validate(notificationUrl: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
  const url = new URL(notificationUrl);
  url.searchParams.set('validationToken', token);
  const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(10_000), redirect: 'error' }).catch(
    () => null,
  );
  if (answer?.status !== 200 || (await answer.text()) !== token) {
    throw refusals.badRequest(
      'Subscription validation request failed. The notification URL must answer 200 with the validation token in plain text.',
    );
  }
}

async function notify(subscription: Subscription, personId: string, changeType: string): Promise<void> {
  const value = [
    {
      changeType,
      clientState: subscription.clientState,
      resource: `Users/${personId}`,
      resourceData: { '@odata.type': '#Microsoft.Graph.User', '@odata.id': `Users/${personId}`, id: personId },
      subscriptionExpirationDateTime: subscription.expirationDateTime,
      subscriptionId: subscription.id,
      tenantId: subscription.tenantId,
    },
  ];
  // A notification that does not get through is lost; delta finds the change all the same.
  await fetch(subscription.notificationUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value }),
    signal: AbortSignal.timeout(10_000),
    redirect: 'error',
  }).catch(() => undefined);
}

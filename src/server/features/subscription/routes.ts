import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { updateSubscription, viewSubscription } from './policy.ts';
import { subscriptionCalls } from './schemas.ts';
import { changeSubscription, showSubscription } from './service.ts';

export const subscriptionRoutes: Route[] = [
  route(subscriptionCalls, 'GET /subscription', {
    summary: 'Seats and extensions: bought, used and free',
    access: 'member',
    problems: ['permission_required'],
    handle: ({ services, actor }) => showSubscription(services, authorize(actor, viewSubscription)),
  }),
  route(subscriptionCalls, 'PATCH /subscription', {
    summary: 'Change the numbers bought and how extensions are licensed',
    access: 'member',
    action: 'subscription.update',
    problems: ['permission_required', 'seats_below_use', 'extension_below_use'],
    handle: async ({ services, actor, body }) => {
      await changeSubscription(services, authorize(actor, updateSubscription), body);
      return showSubscription(services, authorize(actor, viewSubscription));
    },
  }),
];

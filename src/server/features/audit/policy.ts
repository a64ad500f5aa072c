import { policy } from '../../platform/authorize.ts';

export const viewAudit = policy('audit.view', (actor) => actor.permissions.has('viewAudit'));

import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { createRole, deleteRole, setNewcomers, updateRole } from './change-roles.ts';
import { listRoles, showNewcomers } from './list-roles.ts';
import * as policy from './policy.ts';
import { rolesCalls } from './schemas.ts';

export const roleRoutes: Route[] = [
  route(rolesCalls, 'GET /roles', {
    summary: 'The roles of the organization',
    access: 'member',
    problems: ['permission_required'],
    handle: ({ services, actor }) => listRoles(services, authorize(actor, policy.listRoles)),
  }),
  route(rolesCalls, 'GET /roles/newcomers', {
    summary: 'The role of newcomers, and the roles to choose from',
    access: 'member',
    problems: ['permission_required'],
    handle: ({ services, actor }) => showNewcomers(services, authorize(actor, policy.setNewcomers)),
  }),
  route(rolesCalls, 'PUT /roles/{id}/newcomers', {
    summary: 'Make this role the default for newcomers',
    access: 'member',
    action: 'role.set-newcomers',
    problems: ['permission_required', 'not_found', 'role_above_yours'],
    handle: ({ services, actor, params: { id } }) => setNewcomers(services, authorize(actor, policy.setNewcomers), id),
  }),
  route(rolesCalls, 'POST /roles', {
    summary: 'Create a role below another one',
    access: 'member',
    action: 'role.create',
    status: 201,
    problems: ['permission_required', 'not_found', 'name_taken', 'role_depth', 'role_limit'],
    handle: async ({ services, actor, body }) => ({
      id: await createRole(services, authorize(actor, policy.manageRoles), body),
    }),
  }),
  route(rolesCalls, 'PATCH /roles/{id}', {
    summary: 'Rename a role, or move it with the roles below it',
    access: 'member',
    action: 'role.update',
    problems: ['permission_required', 'not_found', 'built_in', 'name_taken', 'role_cycle', 'role_depth'],
    handle: ({ services, actor, params: { id }, body }) =>
      updateRole(services, authorize(actor, policy.manageRoles), id, body),
  }),
  route(rolesCalls, 'DELETE /roles/{id}', {
    summary: 'Delete a role; its members and newcomers get `moveTo`, roles below it move up',
    access: 'member',
    action: 'role.delete',
    problems: ['permission_required', 'outranked', 'not_found', 'built_in', 'in_use', 'name_taken'],
    handle: ({ services, actor, params: { id }, query: { moveTo } }) =>
      deleteRole(services, authorize(actor, policy.manageRoles), id, moveTo),
  }),
];

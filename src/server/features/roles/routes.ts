import { z } from 'zod';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { createRole, deleteRole, setNewcomers, updateRole } from './change-roles.ts';
import { listRoles, showNewcomers } from './list-roles.ts';
import * as policy from './policy.ts';
import { createRoleBody, deleteRoleQuery, newcomersSchema, rolePageSchema, updateRoleBody } from './schemas.ts';

const params = z.strictObject({ id: idSchema });

export const roleRoutes: Route[] = [
  route({
    method: 'get',
    path: '/roles',
    summary: 'The roles of the organization',
    access: 'member',
    response: rolePageSchema,
    problems: ['permission_required'],
    handle: ({ services, actor }) => listRoles(services, authorize(actor, policy.listRoles)),
  }),
  route({
    method: 'get',
    path: '/roles/newcomers',
    summary: 'The role of newcomers, and those that can be it',
    access: 'member',
    response: newcomersSchema,
    problems: ['permission_required'],
    handle: ({ services, actor }) => showNewcomers(services, authorize(actor, policy.setNewcomers)),
  }),
  route({
    method: 'put',
    path: '/roles/{id}/newcomers',
    summary: 'Have newcomers get this role where nobody chooses another one',
    access: 'member',
    action: 'role.set-newcomers',
    params,
    problems: ['permission_required', 'not_found', 'role_above_yours'],
    handle: ({ services, actor, params: { id } }) => setNewcomers(services, authorize(actor, policy.setNewcomers), id),
  }),
  route({
    method: 'post',
    path: '/roles',
    summary: 'Make a role below another one',
    access: 'member',
    action: 'role.create',
    body: createRoleBody,
    status: 201,
    response: z.strictObject({ id: idSchema }),
    problems: ['permission_required', 'not_found', 'name_taken', 'role_depth', 'role_limit'],
    handle: async ({ services, actor, body }) => ({
      id: await createRole(services, authorize(actor, policy.manageRoles), body),
    }),
  }),
  route({
    method: 'patch',
    path: '/roles/{id}',
    summary: 'Rename a role, or move it with all below it',
    access: 'member',
    action: 'role.update',
    params,
    body: updateRoleBody,
    problems: ['permission_required', 'not_found', 'built_in', 'name_taken', 'role_cycle', 'role_depth'],
    handle: ({ services, actor, params: { id }, body }) =>
      updateRole(services, authorize(actor, policy.manageRoles), id, body),
  }),
  route({
    method: 'delete',
    path: '/roles/{id}',
    summary: 'Delete a role; who has it, and newcomers, get `moveTo` instead, roles below it go up',
    access: 'member',
    action: 'role.delete',
    params,
    query: deleteRoleQuery,
    problems: ['permission_required', 'outranked', 'not_found', 'built_in', 'in_use', 'name_taken'],
    handle: ({ services, actor, params: { id }, query: { moveTo } }) =>
      deleteRole(services, authorize(actor, policy.manageRoles), id, moveTo),
  }),
];

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Role } from '../../../server/core/roles/schemas.ts';
import type { CreateRoleBody, UpdateRoleBody } from '../../../server/features/roles/schemas.ts';
import { api } from '../../api.ts';

/** Who sees whose records follows from the hierarchy. */
function useSettle() {
  const queries = useQueryClient();
  return async () => {
    for (const key of ['/members', '/roles/newcomers'] as const) void queries.invalidateQueries({ queryKey: [key] });
    await queries.invalidateQueries({ queryKey: ['/roles'] });
  };
}

export function useCreateRole() {
  return useMutation({
    mutationFn: (body: CreateRoleBody) => api('POST /roles', { body }),
    onSettled: useSettle(),
  });
}

export function useChangeRole() {
  return useMutation({
    mutationFn: ({ id, ...change }: UpdateRoleBody & { id: string }) =>
      api('PATCH /roles/{id}', { params: { id }, body: change }),
    onSettled: useSettle(),
  });
}

/** ROLE-1: the role of new members, and those that the reader can choose instead. */
export function useNewcomers() {
  return useQuery({
    queryKey: ['/roles/newcomers'],
    queryFn: ({ signal }) => api('GET /roles/newcomers', { signal }),
  });
}

export function useSetNewcomers() {
  return useMutation({
    mutationFn: (id: string) => api('PUT /roles/{id}/newcomers', { params: { id } }),
    onSettled: useSettle(),
  });
}

/** @param moveTo which role its members get instead. */
export function useDeleteRole(id: string) {
  const settle = useSettle();
  return useMutation({
    mutationFn: (moveTo: string) => api('DELETE /roles/{id}', { params: { id }, query: { moveTo } }),
    // Nobody waits for what is read anew: whatever began it is gone with the role by then.
    onSettled: () => {
      void settle();
    },
  });
}

/** The roles right below one, by name as they come. */
export function below<R extends Role>(roles: readonly R[], id: string): R[] {
  return roles.filter(({ parentId }) => parentId === id);
}

/** Where a role can be moved: anywhere but to itself and what is below it. The server has the last word. */
export function targetsOf<R extends Role>(roles: readonly R[], id: string): R[] {
  const away = new Set([id]);
  for (let size = 0; size !== away.size; ) {
    size = away.size;
    for (const role of roles) if (role.parentId !== null && away.has(role.parentId)) away.add(role.id);
  }
  return roles.filter((role) => !away.has(role.id));
}

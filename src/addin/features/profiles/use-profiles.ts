import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import type {
  CreateProfileBody,
  ManagedProfile,
  Switches,
  UpdateProfileBody,
} from '../../../server/features/profiles/schemas.ts';
import { api } from '../../api.ts';
import { useSessionControls } from '../../session/session-context.ts';

/** One permission or app permission of a profile. */
export type SwitchName = keyof Switches;

const CHANGE = ['profile.change'];

type Change = UpdateProfileBody & Pick<ManagedProfile, 'id'>;

/** Refetches what a change affects; the own permissions may have changed too (MEM-11). */
function useSettle() {
  const queries = useQueryClient();
  const { refresh } = useSessionControls();
  return async () => {
    for (const key of ['/members', '/extensions', '/subscription'] as const)
      void queries.invalidateQueries({ queryKey: [key] });
    await queries.invalidateQueries({ queryKey: ['/profiles'] });
    await refresh();
  };
}

export function useCreateProfile() {
  return useMutation({
    mutationFn: (body: CreateProfileBody) => api('POST /profiles', { body }),
    onSettled: useSettle(),
  });
}

export function useChangeProfile() {
  return useMutation({
    mutationKey: CHANGE,
    mutationFn: ({ id, ...change }: Change) => api('PATCH /profiles/{id}', { params: { id }, body: change }),
    onSettled: useSettle(),
  });
}

/** The switches as they will be once what is on its way has arrived. */
export function useSwitched(): (profile: ManagedProfile, name: SwitchName) => boolean {
  const pending = useMutationState({
    filters: { mutationKey: CHANGE, status: 'pending' },
    select: ({ state }) => state.variables as Change,
  });
  return ({ id, permissions, extensions }, name) =>
    pending.findLast((change) => change.id === id && change.switches?.[name] !== undefined)?.switches?.[name] ??
    ([...permissions, ...extensions] as SwitchName[]).includes(name);
}

/** @param moveTo which profile its members get instead. */
export function useDeleteProfile(id: string) {
  const settle = useSettle();
  return useMutation({
    mutationFn: (moveTo: string) => api('DELETE /profiles/{id}', { params: { id }, query: { moveTo } }),
    // Nobody waits for what is read anew: whatever began it is gone with the profile by then.
    onSettled: () => {
      void settle();
    },
  });
}

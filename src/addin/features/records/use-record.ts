import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { RecordBody } from '../../../server/features/records/schemas.ts';
import { api } from '../../api.ts';

export function useRecord(module: Module, id: string) {
  return useQuery({
    queryKey: [`/records/${module}`, id],
    queryFn: ({ signal }) => api(`GET /records/${module}/{id}`, { params: { id }, signal }),
  });
}

/** Creates a record, or changes the one with `id`. */
export function useSaveRecord(module: Module, id?: string) {
  const readAgain = useReadRecordsAgain(module);
  return useMutation({
    mutationFn: (body: RecordBody) =>
      id === undefined
        ? api(`POST /records/${module}`, { body })
        : api(`PATCH /records/${module}/{id}`, { params: { id }, body }),
    onSuccess: readAgain,
  });
}

export function useDeleteRecord(module: Module, id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api(`DELETE /records/${module}/{id}`, { params: { id } }),
    onSuccess() {
      queries.removeQueries({ queryKey: [`/records/${module}`, id] });
      return queries.invalidateQueries({ queryKey: [`/records/${module}`] });
    },
  });
}

/** Lists, records and timelines of one kind, and what is listed by address. */
function useReadRecordsAgain(module: Module) {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [path] }) =>
        path === '/records/by-address' || String(path).startsWith(`/records/${module}`),
    });
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PickList } from './search-picker.tsx';

interface Named {
  id: string;
  fullName: string;
}

const keyOf = (list: PickList<Named>, id: string) => [list.path, 'picked', id] as const;

/** Somebody whose id stands in the address: as they were picked here, or as the list has them, or called by their id. */
export function usePicked<Item extends Named>(list: PickList<Item>, id: string): Item | Named | null {
  const { data, isPending } = useQuery({
    queryKey: keyOf(list, id),
    queryFn: async ({ signal }): Promise<Item | Named> =>
      (await list.find({ id, limit: 1 }, signal)).items[0] ?? { id, fullName: id },
    enabled: id !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (id === '') return null;
  return data ?? { id, fullName: isPending ? '…' : id };
}

/** Keeps whom an id stands for that is about to go into the address. */
export function useKeepPicked(list: PickList<Named>): (id: string, picked: Named) => void {
  const queries = useQueryClient();
  return (id, picked) => queries.setQueryData(keyOf(list, id), picked);
}

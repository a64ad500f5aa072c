import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** Whether the account has a password; most people of Microsoft 365 have none. */
export function usePasswordState() {
  return useQuery({
    queryKey: ['/account/password'],
    queryFn: ({ signal }) => api('GET /account/password', { signal }),
  });
}

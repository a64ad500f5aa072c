import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Preferences } from '../../../server/core/accounts/schemas.ts';
import type { OwnAccount, UpdateAccount } from '../../../server/features/accounts/schemas.ts';
import { api } from '../../api.ts';
import { useSessionControls } from '../../session/session-context.ts';

const ACCOUNT = '/account';

/** One's own account, as it is kept. */
export function useAccount() {
  return useQuery({
    queryKey: [ACCOUNT],
    queryFn: ({ signal }) => api('GET /account', { signal }),
  });
}

/** ACC-1: names and language. */
export function useUpdateAccount() {
  return useChange((body: UpdateAccount) => api('PATCH /account', { body }));
}

/** ACC-5: some of the preferences; the others stay as they are. */
export function useUpdatePreferences(account: OwnAccount) {
  return useChange((changes: Partial<Preferences>) =>
    api('PUT /account/preferences', { body: { ...account.preferences, ...changes } }),
  );
}

/** What is kept afterwards is shown everywhere at once: name and date format are part of the session. */
function useChange<Body>(change: (body: Body) => Promise<OwnAccount>) {
  const queries = useQueryClient();
  const { refresh } = useSessionControls();
  return useMutation({
    mutationFn: change,
    onSuccess: async (account) => {
      queries.setQueryData([ACCOUNT], account);
      await Promise.all([refresh().catch(() => undefined), queries.invalidateQueries({ queryKey: ['/members'] })]);
    },
  });
}

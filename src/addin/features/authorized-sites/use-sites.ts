import { type QueryClient, type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, isProblem } from '../../api.ts';
import { usePaged } from '../../components/list/use-paged.ts';

/** The partners' sites of the organization, by name. */
export function useSites() {
  return usePaged('GET /sites', {});
}

/** After a change. */
export function readSitesAgain(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ['/sites'] });
}

/** An answer on its way to a site. */
export type Answer = Pick<UseMutationResult<void, Error, void>, 'mutate' | 'isPending' | 'error'>;

/** Answers a site's request; the browser leaves for the site. */
export function useAnswer(uid: string, answer: 'allow' | 'cancel') {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { redirectTo } = await api(`POST /site-requests/{uid}/${answer}`, { params: { uid } });
      window.location.assign(redirectTo);
      // Until the browser has left there is nothing to press.
      await new Promise(() => undefined);
    },
    // Meanwhile the sign-in became too old for the site, or another account signed in.
    onError: (error) => {
      if (isProblem(error, 'site_sign_in_required', 'site_means_another'))
        void queries.invalidateQueries({ queryKey: ['/site-requests', uid] });
    },
  });
}

import { useMutation } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** Answers a site's request; the browser leaves for the site. */
export function useAnswer(uid: string, answer: 'allow' | 'cancel') {
  return useMutation({
    mutationFn: async () => {
      const { redirectTo } = await api.post<{ redirectTo: string }>(`/site-requests/${uid}/${answer}`);
      window.location.assign(redirectTo);
      // Until the browser has left there is nothing to press.
      await new Promise(() => undefined);
    },
  });
}

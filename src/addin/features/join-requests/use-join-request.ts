import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, isProblem } from '../../api.ts';
import type { Place } from '../profiles/profile-role-fields.tsx';

export function useJoinRequest(id: string) {
  return useQuery({
    queryKey: ['/join-requests', id],
    queryFn: ({ signal }) => api('GET /join-requests/{id}', { params: { id }, signal }),
  });
}

/** Whatever came of an answer, everything that counts requests, members and seats is read again. */
function useReadAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

/** `onApproved` comes before everything is read again, which takes the question from the screen. */
export function useApprove(id: string, onApproved: () => void) {
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: (place: Place) => api('POST /join-requests/{id}/approve', { params: { id }, body: place }),
    onSuccess: () => {
      onApproved();
      return readAgain();
    },
    onError: (error) => isProblem(error, 'already_decided', 'request_withdrawn', 'seats_exhausted') && readAgain(),
  });
}

/** `onDeclined` comes before everything is read again, as in `useApprove`. */
export function useDecline(id: string, onDeclined: () => void) {
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: (reason: string) => api('POST /join-requests/{id}/decline', { params: { id }, body: { reason } }),
    onSuccess: () => {
      onDeclined();
      return readAgain();
    },
    onError: (error) => isProblem(error, 'already_decided', 'request_withdrawn') && readAgain(),
  });
}

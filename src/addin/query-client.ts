import { QueryClient } from '@tanstack/react-query';
import { isProblem } from './api.ts';

/** Only what may pass by itself is tried again: a lost connection, a directory or server that is busy. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && isProblem(error, 'network', 'unavailable', 'directory_unavailable');
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 15_000 }, mutations: { retry: false } },
  });
}

/** How answers are kept: until the live socket says that they have changed. */
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from 'tracenest/api';

/** Milliseconds between attempts to reach a server that does not answer. */
const RETRY_AFTER_MS = 2000;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A server on this machine is reachable however the network is.
        networkMode: 'always',
        staleTime: 0,
        gcTime: 60_000,
        refetchOnWindowFocus: false,
        structuralSharing: false,
        retry: false,
        refetchInterval: (query) => (isUnreachable(query.state.error) ? RETRY_AFTER_MS : false),
      },
    },
  });
}

/** Whether asking again may help without anyone doing anything else. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && (error.status === null || error.status >= 500);
}

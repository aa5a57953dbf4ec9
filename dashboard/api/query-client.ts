// The cache of answers: how long one counts as fresh, and what is asked twice. Knows no endpoint.
import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './client.ts'

/** A refusal stays a refusal; only a server that could not be reached, or failed, is asked again. */
const worthAsking = new Set(['unreachable', 'gateway_error', 'upstream_unavailable'])

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, fault) => failures < 2 && fault instanceof ApiProblem && worthAsking.has(fault.code),
    },
  },
})

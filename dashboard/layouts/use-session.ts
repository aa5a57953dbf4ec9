// Who is signed in, for everything around the pages. Pages of an account may take the session for granted.
import { useQuery } from '@tanstack/react-query'
import type { SessionJson } from '../../src/contract/sign-in-api.ts'
import { sessionQuery } from '../api/queries.ts'

/** Undefined while nobody is signed in, or before the server answered. */
export function useSession(): SessionJson | undefined {
  return useQuery({ ...sessionQuery, refetchInterval: 15_000 }).data
}

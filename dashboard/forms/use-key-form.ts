// The state of a key form: the draft, its faults from here or from the server, and the write.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../api/client.ts'
import { type DraftFaults, type DraftField, type KeyDraft, type KeyInput, readKeyDraft } from '../format/key-draft.ts'

const fields: ReadonlySet<string> = new Set<DraftField>([
  'name',
  'budget_usd',
  'model_budgets',
  'member_id',
  'expires',
  'models',
  'routing.regions',
  'limits.requests_per_minute',
  'limits.tokens_per_minute',
  'limits.concurrent_requests',
])

export function useKeyForm<Answer>(start: KeyDraft, write: (input: KeyInput) => Promise<Answer>, done: (answer: Answer) => void) {
  const [draft, setDraft] = useState(start)
  const [faults, setFaults] = useState<DraftFaults>({})
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: write,
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      done(answer)
    },
    onError: (fault) => {
      if (fault instanceof ApiProblem && fault.param !== null && fields.has(fault.param)) setFaults({ [fault.param]: fault.message })
    },
  })
  const submit = (): void => {
    const read = readKeyDraft(draft)
    setFaults(read.ok ? {} : read.faults)
    if (read.ok) mutation.mutate(read.input)
  }
  const problem = mutation.isError && Object.keys(faults).length === 0 ? mutation.error : undefined
  return { draft, setDraft, faults, submit, busy: mutation.isPending, problem }
}

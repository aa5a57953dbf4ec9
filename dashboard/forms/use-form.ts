// One write of a form: what was typed, which field the server refused, whether it is under way.
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ApiProblem } from '../api/client.ts'
import { askConfirmed } from '../ui/confirm-identity.tsx'
import type { Method } from '../api/client.ts'

interface Write<Input, Answer> {
  readonly method: Method
  readonly path: string
  /** What is asked for again afterwards. */
  readonly renews?: readonly QueryKey[]
  /** The fields that have a place of their own for a refusal. */
  readonly fields?: readonly string[]
  readonly done?: (answer: Answer, input: Input) => void | Promise<void>
}

export function useForm<Input = void, Answer = unknown>(write: Write<Input, Answer>) {
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: (input: Input) => askConfirmed<Answer>(write.method, write.path, input === undefined ? {} : { body: input }),
    onSuccess: async (answer, input) => {
      await Promise.all((write.renews ?? []).map((queryKey) => queries.invalidateQueries({ queryKey })))
      await write.done?.(answer, input)
    },
  })
  const fault = mutation.error
  const param = fault instanceof ApiProblem && fault.param !== null && write.fields?.includes(fault.param) ? fault.param : undefined
  return {
    send: mutation.mutate,
    /** For `onSubmit` of a form. */
    submit: (read: () => Input | undefined) => (event: FormEvent) => {
      event.preventDefault()
      const input = read()
      if (input !== undefined) mutation.mutate(input)
    },
    /** As if nothing had been sent yet. */
    clear: mutation.reset,
    busy: mutation.isPending,
    /** What is wrong with a field, in the server's words. */
    wrong: (field: string): string | undefined => (param === field && fault !== null ? fault.message : undefined),
    /** Whatever it was refused with. */
    fault,
    /** What belongs to no field. */
    problem: fault !== null && param === undefined ? fault : undefined,
  }
}

// Whether responses of this account are kept by the server.
import { useQuery } from '@tanstack/react-query'
import type { ResponseStorageJson } from '../../../src/contract/responses-api.ts'
import { responseStorageQuery } from '../../api/queries.ts'
import { useForm } from '../../forms/use-form.ts'
import { Choices } from '../../ui/field.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { Loaded, ProblemNotice } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

const choices = [
  { value: 'off', label: 'Keep none' },
  { value: 'on', label: 'Keep responses' },
] as const

export function ResponseStorageCard() {
  const query = useQuery(responseStorageQuery)
  const form = useForm<{ allowed: boolean }, ResponseStorageJson>({
    method: 'POST',
    path: '/response-storage',
    renews: [['response-storage']],
    done: ({ allowed }) => notify(allowed ? 'Responses are kept from now on' : 'Kept responses were deleted; none is kept any more'),
  })
  return (
    <Card>
      <CardHeader title="Responses API" note="previous_response_id needs kept responses" />
      <div className="space-y-3 px-5 pb-5">
        <p className="text-quiet">
          Prompts and answers of /v1/responses are stored only if you allow it: encrypted, for a limited time, for this account alone.
          Turning it off deletes them.
        </p>
        <Loaded query={query}>
          {({ allowed }) => (
            <Choices
              label="Storage of responses"
              value={allowed ? 'on' : 'off'}
              options={choices}
              onChange={(value) => form.send({ allowed: value === 'on' })}
            />
          )}
        </Loaded>
        {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      </div>
    </Card>
  )
}

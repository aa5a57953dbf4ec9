// Makes or changes the budget of the account, on all models or on one.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BudgetJson } from '../../src/contract/budget-api.ts'
import { ask } from '../api/client.ts'
import { modelsQuery } from '../api/queries.ts'
import type { ResetChoice } from '../format/key-draft.ts'
import { readAmount } from '../format/money.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Choices, Field, FieldFrame } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { resets } from './key-fields.tsx'

const allModels = ''

export function SetBudgetDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Set a budget of the account"
      description="It caps all keys together. There is one for each model and one for all models: setting it again changes it."
    >
      <SetBudgetForm onClose={onClose} />
    </Dialog>
  )
}

function SetBudgetForm({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [reset, setReset] = useState<ResetChoice>('monthly')
  const [model, setModel] = useState(allModels)
  const [wrong, setWrong] = useState<string>()
  const models = useQuery(modelsQuery).data ?? []
  const queries = useQueryClient()
  const write = useMutation({
    mutationFn: (budget_usd: string) =>
      ask<BudgetJson>('POST', '/budgets', {
        body: { budget_usd, reset: reset === 'never' ? null : reset, model: model === allModels ? null : model },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['budgets'] })
      notify('The budget counts from the next request on')
      onClose()
    },
  })
  const submit = (): void => {
    const read = readAmount(typed)
    setWrong('wrong' in read ? read.wrong : undefined)
    if ('usd' in read) write.mutate(read.usd)
  }
  return (
    <form
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Field
        label="Budget in USD"
        before="$"
        inputMode="decimal"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        wrong={wrong}
      />
      <Choices label="Starts anew" value={reset} options={resets} onChange={setReset} />
      <FieldFrame id="budget-model" label="Models">
        <Select
          label="Models that count"
          value={model}
          onChange={setModel}
          options={[{ value: allModels, label: 'All models together' }, ...models.map(({ id }) => ({ value: id, label: id }))]}
        />
      </FieldFrame>
      {write.isError && <ProblemNotice fault={write.error} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={write.isPending}>
          Set budget
        </Button>
      </DialogActions>
    </form>
  )
}

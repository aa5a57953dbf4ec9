// What of a key concerns one model or one member: budgets on single models, and whose key it is.
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { membersQuery, modelsQuery } from '../api/queries.ts'
import type { KeyDraft, ModelBudgetDraft } from '../format/key-draft.ts'
import { useSession } from '../layouts/use-session.ts'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { inputClass } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

interface Props {
  readonly draft: KeyDraft
  readonly fault: string | undefined
  readonly onChange: (draft: KeyDraft) => void
}

const choose = ''

export function ModelBudgetFields({ draft, fault, onChange }: Props) {
  const models = useQuery(modelsQuery).data ?? []
  const { modelBudgets } = draft
  const set = (next: readonly ModelBudgetDraft[]): void => onChange({ ...draft, modelBudgets: next })
  const left = models.filter(({ id }) => !modelBudgets.some(({ model }) => model === id))
  return (
    <Disclosure
      title="Budgets on single models"
      note="beside the one above"
      startsOpen={modelBudgets.length > 0}
      wrong={fault !== undefined}
    >
      <ul className="mt-3 space-y-2">
        {modelBudgets.map(({ model, typed }, index) => (
          <li key={model} className="flex items-center gap-2">
            <span className="min-w-0 grow truncate" title={model}>
              {model}
            </span>
            <span aria-hidden className="text-faint">
              $
            </span>
            <input
              aria-label={`Budget on ${model} in USD`}
              inputMode="decimal"
              autoComplete="off"
              value={typed}
              onChange={(event) => set(modelBudgets.map((one, at) => (at === index ? { model, typed: event.target.value } : one)))}
              className={cx(inputClass, 'h-8 w-28 shrink-0')}
            />
            <IconButton label={`Remove the budget on ${model}`} onClick={() => set(modelBudgets.filter((_, at) => at !== index))}>
              <X size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <Select
        label="Add a budget on a model"
        className="mt-2 max-w-full"
        value={choose}
        options={[{ value: choose, label: 'Choose a model' }, ...left.map(({ id }) => ({ value: id, label: id }))]}
        onChange={(model) => model !== choose && set([...modelBudgets, { model, typed: '' }])}
      />
      {fault !== undefined && (
        <p role="alert" className="mt-1.5 text-xs text-bad">
          {fault}
        </p>
      )}
    </Disclosure>
  )
}

/** Nothing where somebody is alone: there is nobody to tell apart. */
export function MemberField({ draft, fault, onChange }: Props) {
  const members = useQuery(membersQuery).data ?? []
  const own = useSession()?.user?.id
  if (members.length < 2 && draft.memberId === '') return null
  const known = members.some(({ id }) => id === draft.memberId) || draft.memberId === ''
  const options = [
    { value: '', label: 'Nobody in particular' },
    ...members.map(({ id, name, email }) => ({ value: id, label: id === own ? `${name || email} (you)` : name || email })),
    ...(known ? [] : [{ value: draft.memberId, label: draft.memberId }]),
  ]
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">Belongs to</p>
      <Select
        label="Member whose key it is"
        className="max-w-full"
        value={draft.memberId}
        options={options}
        onChange={(memberId) => onChange({ ...draft, memberId })}
      />
      <p role={fault === undefined ? undefined : 'alert'} className={cx('mt-1.5 text-xs', fault === undefined ? 'text-quiet' : 'text-bad')}>
        {fault ?? 'Statistics by member count it there, and so do budgets of that member.'}
      </p>
    </div>
  )
}

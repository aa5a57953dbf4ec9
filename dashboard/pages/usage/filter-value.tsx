// The value of one filter: picked from what exists where that is known, typed where it is not.
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { problems } from '../../../src/contract/problems.ts'
import { keysQuery, membersQuery, modelsQuery } from '../../api/queries.ts'
import { allows } from '../../api/scope.ts'
import { type FilterName, filterNames, statusNames } from '../../format/usage-search.ts'
import { useSession } from '../../layouts/use-session.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Dot, statusTone } from '../../ui/badge.tsx'
import { inputClass } from '../../ui/field.tsx'

/** What IDs of keys and members are called; empty for filters whose values are names themselves. */
export function useNames(name: FilterName): ReadonlyMap<string, string> {
  const keys = useQuery({ ...keysQuery, enabled: name === 'key_id' }).data ?? []
  const members = useMembers(name)
  if (name === 'key_id') return new Map(keys.map((key) => [key.id, key.name]))
  return new Map(members.map(({ id, label }) => [id, label]))
}

function useMembers(name: FilterName): readonly { readonly id: string; readonly label: string }[] {
  const may = allows(useSession(), 'members.read')
  const members = useQuery({ ...membersQuery, enabled: may && name === 'member_id' }).data ?? []
  return members.map((member) => ({ id: member.id, label: member.name || member.email }))
}

interface Choice {
  readonly value: string
  readonly label: string
}

function useChoices(name: FilterName): readonly Choice[] {
  const members = useMembers(name)
  const keys = useQuery({ ...keysQuery, enabled: name === 'key_id' }).data ?? []
  const models = useQuery({ ...modelsQuery, enabled: name === 'model' || name === 'provider' }).data ?? []
  switch (name) {
    case 'status':
      return Object.entries(statusNames).map(([value, label]) => ({ value, label }))
    case 'key_id':
      return keys.map((key) => ({ value: key.id, label: key.name }))
    case 'member_id':
      return members.map(({ id, label }) => ({ value: id, label }))
    case 'model':
      return models.map(({ id }) => ({ value: id, label: id }))
    case 'provider':
      return [...new Set(models.flatMap((model) => model.providers))].map((value) => ({ value, label: value }))
    case 'error_code':
      return Object.keys(problems).map((value) => ({ value, label: value }))
    case 'cost_min_usd':
    case 'user':
    case 'request_id':
      return []
  }
}

const placeholders: { readonly [name in FilterName]?: string } = {
  cost_min_usd: '0.05 (USD)',
  user: 'As the request names them',
  request_id: 'Paste a request ID',
}

export function FilterValue({ name, value, onPick }: { name: FilterName; value: string; onPick: (value: string) => void }) {
  const [typed, setTyped] = useState('')
  const choices = useChoices(name)
  const shown = choices.filter((choice) => choice.label.toLowerCase().includes(typed.trim().toLowerCase()))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const picked = shown[0]?.value ?? typed.trim()
    if (picked !== '') onPick(picked)
  }
  return (
    <form onSubmit={submit}>
      <div className="flex gap-1.5 p-1">
        <input
          autoFocus
          aria-label={`${filterNames[name]} to filter by`}
          placeholder={placeholders[name] ?? filterNames[name]}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className={cx(inputClass, 'h-8')}
        />
        {shown.length === 0 && (
          <Button type="submit" disabled={typed.trim() === ''}>
            Apply
          </Button>
        )}
      </div>
      <ul className="max-h-64 overflow-y-auto" aria-label={filterNames[name]}>
        {shown.map((choice) => (
          <li key={choice.value}>
            <button
              type="button"
              aria-pressed={choice.value === value}
              onClick={() => onPick(choice.value)}
              className="w-full truncate rounded-md px-2.5 py-1.5 text-left hover:bg-hover aria-pressed:bg-accent-soft"
            >
              {name === 'status' ? <Dot tone={statusTone(choice.value as keyof typeof statusNames)}>{choice.label}</Dot> : choice.label}
            </button>
          </li>
        ))}
      </ul>
    </form>
  )
}

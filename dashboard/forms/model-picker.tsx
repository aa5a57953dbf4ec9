// Chooses models out of the catalog, by typing and ticking.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { modelsQuery } from '../api/queries.ts'
import { plural } from '../format/number.ts'
import { cx } from '../ui/cx.ts'
import { inputClass } from '../ui/field.tsx'

interface Props {
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  readonly wrong: string | undefined
}

export function ModelPicker({ chosen, onChange, wrong }: Props) {
  const [typed, setTyped] = useState('')
  const models = useQuery(modelsQuery).data ?? []
  const shown = models.filter((model) => model.id.toLowerCase().includes(typed.trim().toLowerCase()))
  const toggle = (id: string, on: boolean): void => onChange(on ? [...chosen, id] : chosen.filter((one) => one !== id))
  return (
    <fieldset className="rounded-lg border border-line">
      <legend className="sr-only">Chosen models</legend>
      <div className="border-b border-line p-2">
        <input
          aria-label="Find a model"
          placeholder="Find a model"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className={cx(inputClass, 'h-8')}
        />
      </div>
      <div className="max-h-44 overflow-y-auto p-1">
        {shown.map((model) => (
          <label key={model.id} className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover">
            <input
              type="checkbox"
              checked={chosen.includes(model.id)}
              onChange={(event) => toggle(model.id, event.target.checked)}
              className="accent-accent"
            />
            <span className="min-w-0 grow truncate">{model.id}</span>
            {model.status !== 'Available' && <span className="text-xs text-faint">{model.status}</span>}
          </label>
        ))}
        {shown.length === 0 && <p className="px-2 py-3 text-quiet">No model has that in its ID.</p>}
      </div>
      <p
        role={wrong === undefined ? undefined : 'alert'}
        className={cx('border-t border-line px-3 py-2 text-xs', wrong === undefined ? 'text-quiet' : 'text-bad')}
      >
        {wrong ?? `${plural(chosen.length, 'model')} chosen`}
      </p>
    </fieldset>
  )
}

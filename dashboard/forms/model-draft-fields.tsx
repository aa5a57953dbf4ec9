// What callers read of a model that is published: its ID, what it can do, its sizes and its price.
import { capabilities } from '../../src/contract/capabilities.ts'
import type { ModelDraft, ModelDraftFaults } from '../format/model-draft.ts'
import { Field } from '../ui/field.tsx'

interface Props {
  readonly draft: ModelDraft
  readonly faults: ModelDraftFaults
  readonly onChange: (draft: ModelDraft) => void
}

type TextName = Exclude<keyof ModelDraft, 'capabilities' | 'upstreamModel'>

export function ModelDraftFields({ draft, faults, onChange }: Props) {
  const set = (field: TextName) => ({
    value: draft[field],
    wrong: faults[field],
    onChange: (event: { target: { value: string } }) => onChange({ ...draft, [field]: event.target.value }),
  })
  return (
    <>
      <Field label="ID" hint="What callers put into model; case-sensitive." {...set('id')} />
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">It can</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-2">
          {capabilities.map((name) => (
            <label key={name} className="flex cursor-pointer items-center gap-2">
              <input
                type="checkbox"
                className="accent-accent"
                checked={draft.capabilities.includes(name)}
                onChange={(event) =>
                  onChange({
                    ...draft,
                    capabilities: capabilities.filter((one) => (one === name ? event.target.checked : draft.capabilities.includes(one))),
                  })
                }
              />
              {name.replaceAll('_', ' ')}
            </label>
          ))}
        </div>
        {faults.capabilities !== undefined && (
          <p role="alert" className="mt-1.5 text-xs text-bad">
            {faults.capabilities}
          </p>
        )}
      </fieldset>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Context in tokens" inputMode="numeric" placeholder="131072" {...set('contextLength')} />
        <Field label="Longest answer in tokens" inputMode="numeric" placeholder="8192" {...set('maxOutputTokens')} />
      </div>
      <div className="grid grid-cols-3 gap-3">
        <Field label="Input" before="$" inputMode="decimal" {...set('input')} />
        <Field label="Cached input" before="$" inputMode="decimal" {...set('cachedInput')} />
        <Field label="Output" before="$" inputMode="decimal" {...set('output')} />
      </div>
      <p className="-mt-3 text-xs text-quiet">
        USD per million tokens. Without a price it is listed as “Price pending” and cannot be called; a written 0 is a price.
      </p>
    </>
  )
}

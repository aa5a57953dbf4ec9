// Where the requests of a key may go and what may become of them: what holds whatever a request itself asks for.
import type { KeyDraft } from '../format/key-draft.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { Checkbox, Field } from '../ui/field.tsx'

interface Props {
  readonly draft: KeyDraft
  readonly fault: string | undefined
  readonly onChange: (draft: KeyDraft) => void
}

export function RoutingFields({ draft, fault, onChange }: Props) {
  const { regions, denyCollection, zeroRetention, continueStreams } = draft
  const any = regions !== '' || denyCollection || zeroRetention || continueStreams
  return (
    <Disclosure title="Routing" note="empty: any provider of the model" startsOpen={any} wrong={fault !== undefined}>
      <div className="mt-3 space-y-3">
        <Field
          label="Only in these regions"
          placeholder="eu, us-east-1"
          hint="A request for which none of them has a provider is refused, not sent elsewhere."
          value={regions}
          onChange={(event) => onChange({ ...draft, regions: event.target.value })}
          wrong={fault}
        />
        <Checkbox
          label="Only providers that do not store or train on prompts"
          checked={denyCollection}
          onChange={(checked) => onChange({ ...draft, denyCollection: checked })}
        />
        <Checkbox
          label="Only providers that keep nothing at all (zero retention)"
          checked={zeroRetention}
          onChange={(checked) => onChange({ ...draft, zeroRetention: checked })}
        />
        <Checkbox
          label="Broken streams go on with another provider"
          checked={continueStreams}
          onChange={(checked) => onChange({ ...draft, continueStreams: checked })}
        />
      </div>
    </Disclosure>
  )
}

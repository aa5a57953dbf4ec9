// More credentials of one provider, each with a name and its share of the requests. Sends nothing.
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { CredentialField } from './credential-field.tsx'

export interface FurtherCredential {
  readonly name: string
  readonly value: string
  readonly weight: string
}

interface Props {
  readonly kind: string
  /** Of the first credential, which has the field above. */
  readonly weight: string
  readonly rows: readonly FurtherCredential[]
  readonly onChange: (rows: readonly FurtherCredential[], weight: string) => void
}

export function FurtherCredentials({ kind, weight, rows, onChange }: Props) {
  const change = (at: number, more: Partial<FurtherCredential>): void =>
    onChange(
      rows.map((row, index) => (index === at ? { ...row, ...more } : row)),
      weight,
    )
  return (
    <div className="space-y-4">
      {rows.length > 0 && (
        <Field
          label="Weight of the first"
          hint="Its share of the requests among the credentials that are fit. One that is refused or limited gives way to the next."
          inputMode="numeric"
          value={weight}
          onChange={(event) => onChange(rows, event.target.value)}
        />
      )}
      {rows.map((row, at) => (
        <fieldset key={at} className="relative space-y-3 rounded-lg border border-line p-4">
          <legend className="px-1 text-xs text-quiet">Credential {at + 2}</legend>
          <IconButton
            label={`Remove credential ${at + 2}`}
            className="absolute top-1 right-1"
            onClick={() =>
              onChange(
                rows.filter((_, index) => index !== at),
                weight,
              )
            }
          >
            <X size={14} />
          </IconButton>
          <div className="grid grid-cols-[1fr_6rem] gap-3">
            <Field label={`Name of credential ${at + 2}`} value={row.name} onChange={(event) => change(at, { name: event.target.value })} />
            <Field label="Weight" inputMode="numeric" value={row.weight} onChange={(event) => change(at, { weight: event.target.value })} />
          </div>
          <CredentialField
            label={`Credential ${at + 2}`}
            kind={kind}
            value={row.value}
            onChange={(value) => change(at, { value })}
            wrong={undefined}
          />
        </fieldset>
      ))}
      <Button size="small" onClick={() => onChange([...rows, { name: `key-${rows.length + 2}`, value: '', weight: '1' }], weight)}>
        <Plus size={13} aria-hidden /> Another credential
      </Button>
    </div>
  )
}

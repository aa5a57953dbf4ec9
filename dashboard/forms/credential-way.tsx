// How this server shows a provider who it is: with a key, with the role that it runs in, or not at all. Sends nothing.
import type { ConnectProviderInput, VendorJson } from '../../src/contract/providers-api.ts'
import { Field } from '../ui/field.tsx'
import { type Option, Select } from '../ui/select.tsx'

export type Way = 'key' | 'header' | 'role' | 'none'

const ofAmazon: readonly Option<Way>[] = [
  { value: 'key', label: 'A key that is kept here' },
  { value: 'role', label: 'The role that this server runs in' },
]

const ofOthers: readonly Option<Way>[] = [
  { value: 'key', label: 'A key, as a bearer token' },
  { value: 'header', label: 'A key in a header of its own' },
  { value: 'none', label: 'No key' },
]

const hints: Readonly<Partial<Record<Way, string>>> = {
  role: 'Requests are signed with the role of this machine, container or cluster. No key is kept here.',
  none: 'Whoever reaches it may use it.',
}

export interface ChosenWay {
  readonly way: Way
  /** Of a key that does not travel as a bearer token. */
  readonly header: string
}

/** The field of the API; none where the vendor's own way is meant. */
export function authOf({ way, header }: ChosenWay): Pick<ConnectProviderInput, 'auth'> {
  if (way === 'key') return {}
  if (way === 'header') return { auth: { header: header.trim().toLowerCase() } }
  return { auth: way === 'role' ? 'aws-role' : 'none' }
}

interface WayProps {
  readonly vendor: VendorJson | undefined
  readonly chosen: ChosenWay
  readonly onChange: (more: Partial<ChosenWay>) => void
  readonly wrong: string | undefined
}

export function CredentialWay({ vendor, chosen, onChange, wrong }: WayProps) {
  const options = vendor === undefined ? ofOthers : vendor.credential === 'aws' ? ofAmazon : []
  if (options.length === 0) return null
  const { way, header } = chosen
  const hint = hints[way]
  return (
    <>
      <div>
        <p className="mb-1.5 text-sm font-medium">Signs in with</p>
        <Select label="Signs in with" className="w-full" value={way} options={options} onChange={(next) => onChange({ way: next })} />
        {hint !== undefined && <p className="mt-1.5 text-xs text-quiet">{hint}</p>}
        {way !== 'header' && wrong !== undefined && (
          <p role="alert" className="mt-1.5 text-xs text-bad">
            {wrong}
          </p>
        )}
      </div>
      {way === 'header' && (
        <Field
          label="Header"
          placeholder="x-api-key"
          value={header}
          onChange={(event) => onChange({ header: event.target.value })}
          wrong={wrong}
        />
      )}
    </>
  )
}

// Connects a known vendor, or any server that speaks one of the dialects. The credential is typed here and never shown again.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type UpstreamDialectName, upstreamDialectNames } from '../../src/contract/dialects.ts'
import type { ConnectProviderInput, ProviderJson, VendorJson } from '../../src/contract/providers-api.ts'
import { vendorsQuery } from '../api/queries.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Checkbox, Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { Loaded, ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { CredentialField } from './credential-field.tsx'
import { authOf, type ChosenWay, CredentialWay } from './credential-way.tsx'
import { type FurtherCredential, FurtherCredentials } from './further-credentials.tsx'
import { useForm } from './use-form.ts'

const other = 'other'

const dialectLabels: Readonly<Record<UpstreamDialectName, string>> = {
  'openai-chat': 'OpenAI Chat Completions',
  'openai-responses': 'OpenAI Responses',
  'anthropic-messages': 'Anthropic Messages',
  gemini: 'Google Gemini',
  'bedrock-converse': 'Bedrock Converse',
}
const dialects = upstreamDialectNames.map((value) => ({ value, label: dialectLabels[value] }))

export function ConnectProviderDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const query = useQuery({ ...vendorsQuery, enabled: open })
  return (
    <Dialog open={open} onClose={onClose} title="Connect a provider">
      <Loaded query={query}>{(vendors) => <ConnectForm vendors={vendors} onClose={onClose} />}</Loaded>
    </Dialog>
  )
}

interface Draft extends ChosenWay {
  readonly vendorId: string
  readonly id: string
  readonly baseUrl: string
  readonly dialect: UpstreamDialectName
  readonly isPrivate: boolean
  readonly credential: string
  /** Beside the first one. */
  readonly further: readonly FurtherCredential[]
  /** Of the first one; counts only beside others. */
  readonly weight: string
  readonly parts: Readonly<Record<string, string>>
}

const empty: Draft = {
  vendorId: 'openai',
  id: '',
  baseUrl: '',
  dialect: 'openai-chat',
  isPrivate: false,
  way: 'key',
  header: '',
  credential: '',
  further: [],
  weight: '1',
  parts: {},
}

/** What the form says, in the words of the API. */
function inputOf(draft: Draft, vendor: VendorJson | undefined): ConnectProviderInput {
  const id = draft.id.trim()
  const baseUrl = draft.baseUrl.trim()
  const said = Object.entries(draft.parts).filter(
    ([name, text]) => text !== '' && vendor?.base_url_parts.some((part) => part.name === name),
  )
  const own = vendor === undefined || vendor.local
  return {
    id: id || draft.vendorId,
    ...(vendor !== undefined && id !== '' && id !== vendor.id && { vendor: vendor.id }),
    ...(vendor === undefined && { dialect: draft.dialect }),
    ...(own && (vendor === undefined || baseUrl !== '') && { base_url: baseUrl }),
    ...(own && draft.isPrivate && { allow_private: true }),
    ...(said.length > 0 && { base_url_parts: Object.fromEntries(said) }),
    ...authOf(draft),
    ...(takesKey(draft.way) && credentialsOf(draft)),
  }
}

const takesKey = (way: Draft['way']): boolean => way === 'key' || way === 'header'

function credentialsOf({ credential, weight, further }: Draft): Pick<ConnectProviderInput, 'api_key' | 'api_keys'> {
  const first = credential.trim()
  const typed = further.filter(({ value }) => value.trim() !== '')
  if (typed.length === 0) return first === '' ? {} : { api_key: first }
  const all = [{ name: 'default', value: first, weight }, ...typed]
  return { api_keys: all.map((one) => ({ name: one.name.trim(), value: one.value.trim(), weight: Number(one.weight) })) }
}

function ConnectForm({ vendors, onClose }: { vendors: readonly VendorJson[]; onClose: () => void }) {
  const [draft, setDraft] = useState(empty)
  const change = (more: Partial<Draft>): void => setDraft({ ...draft, ...more })
  const vendor = vendors.find((one) => one.id === draft.vendorId)
  const form = useForm<ConnectProviderInput, ProviderJson>({
    method: 'POST',
    path: '/providers',
    fields: ['id', 'base_url', 'base_url_parts', 'auth', 'auth.header', 'api_key'],
    renews: [['providers'], ['models']],
    done: ({ name }) => {
      notify(`${name} is connected`)
      onClose()
    },
  })
  const options = [...vendors.map(({ id: value, name }) => ({ value, label: name })), { value: other, label: 'Another compatible server' }]
  const kind = vendor?.credential ?? 'bearer'
  return (
    <form noValidate className="space-y-5" onSubmit={form.submit(() => inputOf(draft, vendor))}>
      <div>
        <p className="mb-1.5 text-sm font-medium">Vendor</p>
        <Select
          label="Vendor"
          className="w-full"
          value={draft.vendorId}
          options={options}
          onChange={(vendorId) => change({ vendorId, parts: {}, way: 'key' })}
        />
        {vendor !== undefined && (
          <p className="mt-1.5 text-xs text-quiet">
            <a className="underline" href={vendor.docs} target="_blank" rel="noreferrer">
              Its documentation
            </a>
          </p>
        )}
      </div>
      <Field
        label="ID"
        optional={vendor !== undefined}
        hint="Your name for it. Another than the vendor’s makes a second account or region."
        placeholder={vendor?.id ?? 'acme'}
        value={draft.id}
        onChange={(event) => change({ id: event.target.value })}
        wrong={form.wrong('id')}
      />
      {(vendor === undefined || vendor.local) && <AddressFields {...{ draft, change, vendor }} wrong={form.wrong('base_url')} />}
      <PartFields {...{ draft, change, vendor }} wrong={form.wrong('base_url_parts')} />
      <CredentialWay vendor={vendor} chosen={draft} onChange={change} wrong={form.wrong('auth') ?? form.wrong('auth.header')} />
      {kind !== 'none' && takesKey(draft.way) && <CredentialFields {...{ draft, change, kind }} wrong={form.wrong('api_key')} />}
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Connect
        </Button>
      </DialogActions>
    </form>
  )
}

interface PartProps {
  readonly draft: Draft
  readonly change: (more: Partial<Draft>) => void
  readonly vendor: VendorJson | undefined
  readonly wrong: string | undefined
}

/** Where a server of the operator's own is, and what it speaks. */
function AddressFields({ draft, change, vendor, wrong }: PartProps) {
  return (
    <>
      {vendor === undefined && (
        <div>
          <p className="mb-1.5 text-sm font-medium">Dialect</p>
          <Select label="Dialect" className="w-full" value={draft.dialect} options={dialects} onChange={(dialect) => change({ dialect })} />
        </div>
      )}
      <Field
        label="Base URL"
        optional={vendor !== undefined}
        placeholder={vendor?.base_url ?? 'https://api.example.com/v1'}
        value={draft.baseUrl}
        onChange={(event) => change({ baseUrl: event.target.value })}
        wrong={wrong}
      />
      <Checkbox label="It is at a private or loopback address" checked={draft.isPrivate} onChange={(isPrivate) => change({ isPrivate })} />
    </>
  )
}

/** What the vendor's own base URL needs: a region, a project. */
function PartFields({ draft, change, vendor, wrong }: PartProps) {
  return vendor?.base_url_parts.map((part) => (
    <Field
      key={part.name}
      label={part.name.replaceAll('_', ' ')}
      hint={part.means}
      optional={part.fallback !== null}
      placeholder={part.fallback ?? ''}
      value={draft.parts[part.name] ?? ''}
      onChange={(event) => change({ parts: { ...draft.parts, [part.name]: event.target.value } })}
      wrong={wrong}
    />
  ))
}

type CredentialProps = Pick<PartProps, 'draft' | 'change' | 'wrong'> & { readonly kind: string }

function CredentialFields({ draft, change, kind, wrong }: CredentialProps) {
  return (
    <>
      <CredentialField kind={kind} value={draft.credential} onChange={(credential) => change({ credential })} wrong={wrong} />
      <FurtherCredentials
        kind={kind}
        weight={draft.weight}
        rows={draft.further}
        onChange={(further, weight) => change({ further, weight })}
      />
    </>
  )
}

// Publishes a new price of a model: first what would change, then, with a second click, the change.
import { useState } from 'react'
import type { PriceVersionJson, PublishedPriceJson, PublishPricesJson } from '../../src/contract/prices-api.ts'
import { useSession } from '../layouts/use-session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { useForm } from './use-form.ts'

export function PublishPriceDialog({ current, onClose }: { current: PriceVersionJson | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={current !== undefined}
      onClose={onClose}
      title={`A new price for ${current?.model ?? ''}`}
      description="USD per million tokens, as decimal text."
    >
      {current !== undefined && <PublishForm current={current} onClose={onClose} />}
    </Dialog>
  )
}

interface Typed {
  readonly input: string
  readonly output: string
  readonly cached_input: string
  readonly effective_from: string
  readonly source: string
}

function PublishForm({ current, onClose }: { current: PriceVersionJson; onClose: () => void }) {
  const approvedBy = useSession()?.user?.email ?? 'operator'
  const [typed, setTyped] = useState<Typed>({
    input: current.price?.input ?? '',
    output: current.price?.output ?? '',
    cached_input: current.price?.cached_input ?? '',
    effective_from: '',
    source: '',
  })
  const [compared, setCompared] = useState<PublishedPriceJson>()
  const form = useForm<object, PublishPricesJson>({
    method: 'POST',
    path: '/prices',
    renews: [['prices'], ['models']],
    done: (answer) => {
      setCompared(answer.data[0])
      if (answer.dry_run) return
      notify(`The new price of ${current.model} is published`)
      onClose()
    },
  })
  /** What the form does not show, such as tiers, is kept from the price in force. */
  const body = (dry_run: boolean): object => {
    const { cached_input: _cached, ...kept } = current.price ?? {}
    const price = {
      ...kept,
      input: typed.input.trim(),
      output: typed.output.trim(),
      ...(typed.cached_input.trim() !== '' && { cached_input: typed.cached_input.trim() }),
    }
    const effective = typed.effective_from === '' ? {} : { effective_from: typed.effective_from }
    const force = !dry_run && compared?.result === 'implausible'
    return { prices: [{ model: current.model, price, source: typed.source.trim(), ...effective }], approved_by: approvedBy, dry_run, force }
  }
  const set = (field: keyof Typed) => ({
    value: typed[field],
    onChange: (event: { target: { value: string } }) => {
      setCompared(undefined)
      setTyped({ ...typed, [field]: event.target.value })
    },
  })
  const ready = compared !== undefined && (compared.result === 'would_publish' || compared.result === 'implausible')
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(() => body(!ready))}>
      <div className="grid grid-cols-3 gap-3">
        <Field label="Input" before="$" inputMode="decimal" {...set('input')} />
        <Field label="Cached input" before="$" inputMode="decimal" {...set('cached_input')} />
        <Field label="Output" before="$" inputMode="decimal" {...set('output')} />
      </div>
      <Field label="In force from (UTC)" optional type="date" {...set('effective_from')} hint="Empty: from now on." />
      <Field label="Source" placeholder="https://…" {...set('source')} hint="Where the price was read; it stands beside the version." />
      {compared !== undefined && <Comparison compared={compared} />}
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          {ready ? (compared.result === 'implausible' ? 'Publish in spite of that' : 'Publish') : 'Compare'}
        </Button>
      </DialogActions>
    </form>
  )
}

const outcomes: Readonly<Record<PublishedPriceJson['result'], string>> = {
  published: 'Published.',
  would_publish: 'This would change:',
  unchanged: 'Nothing would change: these are the prices in force.',
  implausible: 'This is a large jump. Is it meant?',
  unknown_model: 'There is no such model.',
  read_only: 'This price is set in nexorouter.yaml and is changed there.',
}

function Comparison({ compared }: { compared: PublishedPriceJson }) {
  return (
    <div role="status" className="rounded-lg border border-line bg-sunken px-4 py-3">
      <p className="font-medium">{outcomes[compared.result]}</p>
      <ul className="figures mt-1.5 space-y-1">
        {compared.changes.map((change) => (
          <li key={change.line} className="flex gap-3">
            <span className="grow text-quiet">{change.line.replaceAll('_', ' ')}</span>
            <span>{change.from ?? 'none'}</span>
            <span className="text-faint">→</span>
            <span className={change.implausible ? 'font-semibold text-warn' : 'font-medium'}>{change.to ?? 'none'}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

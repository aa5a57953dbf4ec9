// Publishes a model: pick a provider and a model that it says it serves, then say what callers name it and what they pay.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ModelJson } from '../../src/contract/control-api.ts'
import type { ProviderJson, PublishModelInput, UpstreamModelJson } from '../../src/contract/providers-api.ts'
import { providersQuery, upstreamModelsQuery } from '../api/queries.ts'
import { contextSize } from '../format/number.ts'
import { emptyModelDraft, type ModelDraft, type ModelDraftFaults, publishInput } from '../format/model-draft.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { inputClass } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { Loaded, ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { ModelDraftFields } from './model-draft-fields.tsx'
import { useForm } from './use-form.ts'

export function PublishModelDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const query = useQuery({ ...providersQuery, enabled: open })
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Publish a model"
      description="Callers name it, its provider answers, and its price counts at once."
    >
      <Loaded query={query}>
        {(providers) => {
          const ready = providers.filter((provider) => provider.status === 'ready')
          return ready.length === 0 ? <NoProvider /> : <PublishForm providers={ready} onClose={onClose} />
        }}
      </Loaded>
    </Dialog>
  )
}

function NoProvider() {
  return (
    <>
      <p className="text-quiet">No provider is connected that could answer. Connect one first.</p>
      <DialogActions>
        <ButtonLink to={paths.providers} weight="primary">
          To the providers
        </ButtonLink>
      </DialogActions>
    </>
  )
}

function PublishForm({ providers, onClose }: { providers: readonly ProviderJson[]; onClose: () => void }) {
  const [provider, setProvider] = useState(providers.at(-1)?.id ?? '')
  const [draft, setDraft] = useState<ModelDraft>(emptyModelDraft)
  const [faults, setFaults] = useState<ModelDraftFaults>({})
  const form = useForm<PublishModelInput, ModelJson>({
    method: 'POST',
    path: '/models',
    renews: [['models'], ['prices'], ['providers'], ['upstream-models']],
    done: ({ id, status }) => {
      notify(status === 'Available' ? `${id} can be called` : `${id} is published: ${status}`)
      onClose()
    },
  })
  /** What was said of a draft does not hold for another one. */
  const change = (next: ModelDraft): void => {
    setDraft(next)
    setFaults({})
  }
  const pick = (model: UpstreamModelJson): void =>
    change({
      ...draft,
      upstreamModel: model.id,
      id: model.id,
      contextLength: model.context_length === null ? draft.contextLength : String(model.context_length),
    })
  const read = (): PublishModelInput | undefined => {
    const input = publishInput(provider, draft)
    setFaults(input.ok ? {} : input.faults)
    return input.ok ? input.input : undefined
  }
  return (
    <form noValidate className="space-y-5" onSubmit={form.submit(read)}>
      <div>
        <p className="mb-1.5 text-sm font-medium">Provider</p>
        <Select
          label="Provider"
          className="w-full"
          value={provider}
          options={providers.map(({ id, name }) => ({ value: id, label: name, ...(name !== id && { hint: id }) }))}
          onChange={(next) => {
            setProvider(next)
            setDraft(emptyModelDraft)
          }}
        />
      </div>
      <UpstreamPicker
        provider={provider}
        picked={draft.upstreamModel}
        wrong={faults.upstreamModel}
        onPick={pick}
        onType={(upstreamModel) => change({ ...draft, upstreamModel })}
      />
      {draft.upstreamModel !== '' && <ModelDraftFields draft={draft} faults={faults} onChange={change} />}
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Publish
        </Button>
      </DialogActions>
    </form>
  )
}

interface PickerProps {
  readonly provider: string
  readonly picked: string
  readonly wrong: string | undefined
  readonly onPick: (model: UpstreamModelJson) => void
  readonly onType: (name: string) => void
}

/** Providers list hundreds of models: what is typed narrows them, and a name that none lists can be used all the same. */
function UpstreamPicker({ provider, picked, wrong, onPick, onType }: PickerProps) {
  const query = useQuery(upstreamModelsQuery(provider))
  const wanted = picked.trim().toLowerCase()
  const isPicked = query.data?.some(({ id }) => id === picked) === true
  const shown = (query.data ?? []).filter(({ id }) => isPicked || id.toLowerCase().includes(wanted)).slice(0, 200)
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Its model</legend>
      <div className="rounded-lg border border-line">
        <div className="border-b border-line p-2">
          <input
            aria-label="The provider’s name of the model"
            placeholder="Find it, or type the provider’s name for it"
            value={picked}
            onChange={(event) => onType(event.target.value)}
            className={cx(inputClass, 'h-8')}
          />
        </div>
        <ul aria-label="Models of the provider" className="max-h-44 overflow-y-auto p-1">
          {query.isPending && <li className="px-2 py-3 text-quiet">Asking the provider…</li>}
          {query.isError && (
            <li className="p-1">
              <ProblemNotice fault={query.error} retry={() => void query.refetch()} />
            </li>
          )}
          {shown.map((model) => (
            <li key={model.id}>
              <button
                type="button"
                aria-pressed={model.id === picked}
                onClick={() => onPick(model)}
                className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover aria-pressed:bg-accent-soft"
              >
                <span className="min-w-0 grow truncate font-mono text-xs">{model.id}</span>
                {model.published_as !== null && <Badge>published</Badge>}
                {model.context_length !== null && <span className="figures text-xs text-faint">{contextSize(model.context_length)}</span>}
              </button>
            </li>
          ))}
          {query.isSuccess && shown.length === 0 && (
            <li className="px-2 py-3 text-quiet">It lists no such model. The name is used as you typed it.</li>
          )}
        </ul>
      </div>
      {wrong !== undefined && (
        <p role="alert" className="mt-1.5 text-xs text-bad">
          {wrong}
        </p>
      )}
    </fieldset>
  )
}

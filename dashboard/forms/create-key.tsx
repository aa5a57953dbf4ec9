// Creates a key and shows it, once.
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { CreatedKeyJson } from '../../src/contract/control-api.ts'
import { ask } from '../api/client.ts'
import { emptyDraft, type KeyInput } from '../format/key-draft.ts'
import { keySnippets } from '../pages/snippets.ts'
import { Button } from '../ui/button.tsx'
import { Snippets } from '../ui/snippets.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { KeyFields } from './key-fields.tsx'
import { useKeyForm } from './use-key-form.ts'

export function CreateKeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [created, setCreated] = useState<CreatedKeyJson>()
  const close = (): void => {
    onClose()
    setCreated(undefined)
  }
  if (created !== undefined) return <CreatedKey created={created} open={open} onClose={close} />
  return (
    <Dialog open={open} onClose={close} title="Create an API key">
      <CreateKeyForm onCancel={close} onCreated={setCreated} />
    </Dialog>
  )
}

function CreateKeyForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (created: CreatedKeyJson) => void }) {
  const write = (input: KeyInput): Promise<CreatedKeyJson> => ask('POST', '/keys', { body: input })
  const form = useKeyForm(emptyDraft, write, onCreated)
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        form.submit()
      }}
    >
      <KeyFields draft={form.draft} faults={form.faults} onChange={form.setDraft} />
      {form.problem !== undefined && (
        <div className="mt-5">
          <ProblemNotice fault={form.problem} />
        </div>
      )}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Create key
        </Button>
      </DialogActions>
    </form>
  )
}

export function CreatedKey({ created, open, onClose }: { created: CreatedKeyJson; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={`Key “${created.name}” is ready`} wide>
      <div className="flex items-center gap-3 rounded-lg border border-accent/30 bg-accent-soft py-2.5 pr-2.5 pl-4">
        <code className="min-w-0 grow font-mono text-sm break-all" aria-label="The new key">
          {created.key}
        </code>
        <CopyButton text={created.key} label="Copy key" weight="primary" />
      </div>
      <p className="mt-3 flex items-start gap-2 text-quiet">
        <TriangleAlert size={15} className="mt-0.5 shrink-0 text-warn" aria-hidden />
        Copy it now and keep it like a password: whoever has it spends from this account. This window is the only place that shows it.
      </p>
      <h3 className="mt-6 mb-2 text-sm font-medium">Use it</h3>
      <Snippets label="Ready to paste" snippets={keySnippets(created.key)} />
      <DialogActions>
        <Button weight="primary" onClick={onClose}>
          I have copied it
        </Button>
      </DialogActions>
    </Dialog>
  )
}

// Changes the settings of a key; its secret stays the same.
import type { KeyJson } from '../../src/contract/control-api.ts'
import { ask } from '../api/client.ts'
import { draftOf, type KeyInput } from '../format/key-draft.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { KeyFields } from './key-fields.tsx'
import { useKeyForm } from './use-key-form.ts'

export function EditKeyDialog({ editing, onClose }: { editing: KeyJson | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={editing !== undefined}
      onClose={onClose}
      title={`Edit “${editing?.name ?? ''}”`}
      description="Changes count from the next request on."
    >
      {editing !== undefined && <EditKeyForm editing={editing} onClose={onClose} />}
    </Dialog>
  )
}

function EditKeyForm({ editing, onClose }: { editing: KeyJson; onClose: () => void }) {
  const write = (input: KeyInput): Promise<KeyJson> => ask('PATCH', `/keys/${editing.id}`, { body: input })
  const form = useKeyForm(draftOf(editing), write, (changed) => {
    notify(`“${changed.name}” was changed`)
    onClose()
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        form.submit()
      }}
    >
      <KeyFields draft={form.draft} faults={form.faults} onChange={form.setDraft} mayKeepExpiry={editing.expires_at !== null} />
      {form.problem !== undefined && (
        <div className="mt-5">
          <ProblemNotice fault={form.problem} />
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Save
        </Button>
      </DialogActions>
    </form>
  )
}

// Deletes a key, after its name was typed: programs that use it stop working, and nothing brings it back.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeyJson } from '../../src/contract/control-api.ts'
import { ask } from '../api/client.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'

export function DeleteKeyDialog({ deleting, onClose }: { deleting: KeyJson | undefined; onClose: () => void }) {
  return (
    <Dialog open={deleting !== undefined} onClose={onClose} title={`Delete “${deleting?.name ?? ''}”`}>
      {deleting !== undefined && <DeleteKeyForm deleting={deleting} onClose={onClose} />}
    </Dialog>
  )
}

function DeleteKeyForm({ deleting, onClose }: { deleting: KeyJson; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => ask('DELETE', `/keys/${deleting.id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      notify(`“${deleting.name}” was deleted`)
      onClose()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim() === deleting.name) remove.mutate()
      }}
    >
      <p className="text-quiet">
        Programs that use this key are refused from now on, and nothing brings its secret back. Its requests stay in Usage Logs. To take it
        out of use for a while, revoke it instead.
      </p>
      <Field
        className="mt-4"
        label={`Type “${deleting.name}” to confirm`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {remove.isError && <ProblemNotice fault={remove.error} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="danger" busy={remove.isPending} disabled={typed.trim() !== deleting.name}>
          Delete key
        </Button>
      </DialogActions>
    </form>
  )
}

// Gives a key a new secret; the one before goes on working for as long as was chosen.
import { useState } from 'react'
import type { CreatedKeyJson, KeyJson } from '../../src/contract/control-api.ts'
import { utcFull } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { Choices } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { SecretLine } from './reveal-key.tsx'
import { useForm } from './use-form.ts'

type Rotated = CreatedKeyJson & { readonly former_works_until: string | null }

const overlaps = [
  { value: '0', label: 'End at once' },
  { value: '1', label: '1 hour' },
  { value: '24', label: '24 hours' },
  { value: '168', label: '7 days' },
] as const
type Overlap = (typeof overlaps)[number]['value']

export function RotateKeyDialog({ rotating, onClose }: { rotating: KeyJson | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={rotating !== undefined}
      onClose={onClose}
      title={`Rotate “${rotating?.name ?? ''}”`}
      description="A new secret with the same settings, budget and history."
    >
      {rotating !== undefined && <RotateForm rotating={rotating} onClose={onClose} />}
    </Dialog>
  )
}

function RotateForm({ rotating, onClose }: { rotating: KeyJson; onClose: () => void }) {
  const [overlap, setOverlap] = useState<Overlap>('24')
  const [rotated, setRotated] = useState<Rotated>()
  const form = useForm<{ overlap_hours: number }, Rotated>({
    method: 'POST',
    path: `/keys/${rotating.id}/rotate`,
    renews: [['keys']],
    done: setRotated,
  })
  if (rotated !== undefined) {
    return (
      <>
        <SecretLine secret={rotated.key} label="The new secret" />
        <p className="mt-3 text-quiet">
          {rotated.former_works_until === null
            ? 'The secret before has ended.'
            : `The secret before works until ${utcFull(rotated.former_works_until)}.`}
        </p>
        <DialogActions>
          <Button weight="primary" onClick={onClose}>
            I have copied it
          </Button>
        </DialogActions>
      </>
    )
  }
  return (
    <form noValidate onSubmit={form.submit(() => ({ overlap_hours: Number(overlap) }))}>
      <Choices label="The secret that is in use now" value={overlap} options={overlaps} onChange={setOverlap} />
      <p className="mt-2 text-xs text-quiet">An overlap gives programs time to change over. If the secret has leaked, end it at once.</p>
      {form.problem !== undefined && (
        <div className="mt-4">
          <ProblemNotice fault={form.problem} />
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight="primary" busy={form.busy}>
          Rotate
        </Button>
      </DialogActions>
    </form>
  )
}

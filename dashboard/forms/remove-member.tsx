// Removes a person from the account.
import type { MemberJson } from '../../src/contract/members-api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { useForm } from './use-form.ts'

export function RemoveMemberDialog({ member, onClose }: { member: MemberJson | undefined; onClose: () => void }) {
  return (
    <Dialog open={member !== undefined} onClose={onClose} title={`Remove ${member?.email ?? ''}`}>
      {member !== undefined && <RemoveForm member={member} onClose={onClose} />}
    </Dialog>
  )
}

function RemoveForm({ member, onClose }: { member: MemberJson; onClose: () => void }) {
  const form = useForm({
    method: 'DELETE',
    path: `/members/${member.id}`,
    renews: [['members']],
    done: () => {
      notify(`${member.email} was removed`)
      onClose()
    },
  })
  return (
    <>
      <p className="text-quiet">
        They can no longer open this account. Keys that they made stay as they are; revoke those that only they had.
      </p>
      {form.problem !== undefined && (
        <div className="mt-4">
          <ProblemNotice fault={form.problem} />
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button weight="danger" busy={form.busy} onClick={() => form.send()}>
          Remove
        </Button>
      </DialogActions>
    </>
  )
}

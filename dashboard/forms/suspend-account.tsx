// Takes an account out of use, or brings it back, after saying what that means.
import type { AccountJson } from '../../src/contract/control-api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { useForm } from './use-form.ts'

export function SuspendAccountDialog({ account, onClose }: { account: AccountJson | undefined; onClose: () => void }) {
  const back = account?.suspended === true
  return (
    <Dialog open={account !== undefined} onClose={onClose} title={`${back ? 'Unsuspend' : 'Suspend'} “${account?.name ?? ''}”`}>
      {account !== undefined && <SuspendForm account={account} onClose={onClose} />}
    </Dialog>
  )
}

function SuspendForm({ account, onClose }: { account: AccountJson; onClose: () => void }) {
  const verb = account.suspended ? 'unsuspend' : 'suspend'
  const form = useForm<object, AccountJson>({
    method: 'POST',
    path: `/accounts/${account.id}/${verb}`,
    renews: [['accounts'], ['session']],
    done: (changed) => {
      notify(changed.suspended ? `“${changed.name}” is suspended` : `“${changed.name}” may be used again`)
      onClose()
    },
  })
  return (
    <form noValidate onSubmit={form.submit(() => ({}))}>
      <p className="text-quiet">
        {account.suspended
          ? 'Its keys are served again from the next request on.'
          : 'From the next request on every key of this account is refused with `account_suspended`. A running answer goes on until it has used up what was reserved for it. Keys, balance and logs stay; people can sign in and read.'}
      </p>
      {form.problem !== undefined && (
        <div className="mt-4">
          <ProblemNotice fault={form.problem} />
        </div>
      )}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" weight={account.suspended ? 'primary' : 'danger'} busy={form.busy}>
          {account.suspended ? 'Unsuspend' : 'Suspend account'}
        </Button>
      </DialogActions>
    </form>
  )
}

// Users: everybody who may sign in, a code for who forgot the password, and taking somebody out.
import { useQuery } from '@tanstack/react-query'
import { UserRound } from 'lucide-react'
import { useState } from 'react'
import type { DropFactorsInput } from '../../../src/contract/people-api.ts'
import type { UserJson } from '../../../src/contract/sign-in-api.ts'
import { usersQuery } from '../../api/queries.ts'
import { ResetCodeDialog } from '../../forms/reset-code.tsx'
import { useForm } from '../../forms/use-form.ts'
import { heads } from '../../heads.ts'
import { useSession } from '../../layouts/use-session.ts'
import { Ago } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { EmptyState, Loaded, ProblemNotice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { notify } from '../../ui/toast.tsx'

export function UsersPage() {
  const query = useQuery(usersQuery)
  const [helping, setHelping] = useState<UserJson>()
  return (
    <Page {...heads.users}>
      <Card className="overflow-hidden">
        <Loaded query={query}>
          {(users) =>
            users.length === 0 ? (
              <EmptyState icon={<UserRound size={18} />} title="Nobody yet">
                The setup link makes the first one; invitations bring the others.
              </EmptyState>
            ) : (
              <UserTable users={users} onHelp={setHelping} />
            )
          }
        </Loaded>
      </Card>
      <ResetCodeDialog user={helping} onClose={() => setHelping(undefined)} />
    </Page>
  )
}

function UserTable({ users, onHelp }: { readonly users: readonly UserJson[]; readonly onHelp: (user: UserJson) => void }) {
  const self = useSession()?.user?.id
  return (
    <Table
      label="Users"
      rows={users}
      keyOf={(user) => user.id}
      columns={[
        {
          name: 'User',
          cell: (user) => (
            <div className="py-2">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {user.name}
                {user.operator && <Badge>operator</Badge>}
                {user.disabled && <Badge tone="bad">disabled</Badge>}
              </p>
              <p className="text-xs break-all text-quiet">{user.email}</p>
            </div>
          ),
        },
        { name: 'Since', from: 'md', cell: (user) => <Ago at={user.created_at} /> },
        {
          name: 'Actions',
          silent: true,
          className: 'w-px text-right',
          cell: (user) =>
            user.operator ? (
              <span className="text-xs whitespace-nowrap text-quiet">{user.id === self ? 'you' : 'by command line only'}</span>
            ) : (
              <span className="flex flex-wrap justify-end gap-2">
                <Button size="small" onClick={() => onHelp(user)}>
                  Reset code
                </Button>
                <DropFactorsButton user={user} />
                <DisableButton user={user} />
              </span>
            ),
        },
      ]}
    />
  )
}

function DropFactorsButton({ user }: { readonly user: UserJson }) {
  const [asking, setAsking] = useState(false)
  const [identities, setIdentities] = useState(false)
  const form = useForm<DropFactorsInput>({
    method: 'POST',
    path: `/users/${user.id}/drop-factors`,
    done: () => {
      notify(`${user.email} signs in with the password alone now, and was signed out everywhere`)
      setAsking(false)
    },
  })
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        Drop factors
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Drop second factors?"
        description={`For somebody who lost app, passkeys and recovery codes, or whose user was taken over. ${user.email} is signed out everywhere, then signs in with the password alone, and is told by mail. Make sure that it is really them who asks you.`}
      >
        <Checkbox label="Disconnect identities of other services as well" checked={identities} onChange={setIdentities} />
        {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
        <DialogActions>
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button weight="danger" busy={form.busy} onClick={() => form.send({ identities })}>
            Drop them
          </Button>
        </DialogActions>
      </Dialog>
    </>
  )
}

function DisableButton({ user }: { readonly user: UserJson }) {
  const form = useForm<{ disabled: boolean }>({
    method: 'PATCH',
    path: `/users/${user.id}`,
    renews: [['users']],
    done: (_answer, { disabled }) =>
      notify(disabled ? `${user.email} is signed out and may not come back` : `${user.email} may sign in again`),
  })
  return (
    <Button
      size="small"
      weight={user.disabled ? 'secondary' : 'danger'}
      busy={form.busy}
      onClick={() => form.send({ disabled: !user.disabled })}
    >
      {user.disabled ? 'Enable' : 'Disable'}
    </Button>
  )
}

// Members: who belongs to the account, in which role, and who is invited.
import { useQuery } from '@tanstack/react-query'
import { Ellipsis, UserMinus, UserPlus } from 'lucide-react'
import { useState } from 'react'
import type { InvitationJson, MemberJson } from '../../src/contract/members-api.ts'
import { invitationsQuery, membersQuery } from '../api/queries.ts'
import { allows } from '../api/scope.ts'
import { InviteDialog } from '../forms/invite.tsx'
import { RemoveMemberDialog } from '../forms/remove-member.tsx'
import { useForm } from '../forms/use-form.ts'
import { heads } from '../heads.ts'
import { useSession } from '../layouts/use-session.ts'
import { Ago } from '../ui/amount.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Card, CardHeader, Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { Select } from '../ui/select.tsx'
import { Table } from '../ui/table.tsx'
import { notify } from '../ui/toast.tsx'
import { type Role, roleOptions } from './members/roles.ts'

export function MembersPage() {
  const session = useSession()
  const mayWrite = allows(session, 'members.write')
  const members = useQuery(membersQuery)
  const invitations = useQuery({ ...invitationsQuery, enabled: mayWrite })
  const [inviting, setInviting] = useState(false)
  const [removing, setRemoving] = useState<MemberJson>()
  return (
    <Page
      {...heads.members}
      actions={
        mayWrite && (
          <Button weight="primary" onClick={() => setInviting(true)}>
            <UserPlus size={15} aria-hidden /> Invite
          </Button>
        )
      }
    >
      <div className="space-y-6">
        <Card className="overflow-hidden">
          <Loaded query={members}>
            {(rows) => <MemberTable rows={rows} mayWrite={mayWrite} ownId={session?.user?.id} onRemove={setRemoving} />}
          </Loaded>
        </Card>
        {invitations.data !== undefined && invitations.data.length > 0 && <Invitations rows={invitations.data} />}
      </div>
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
      <RemoveMemberDialog member={removing} onClose={() => setRemoving(undefined)} />
    </Page>
  )
}

interface MemberTableProps {
  readonly rows: readonly MemberJson[]
  readonly mayWrite: boolean
  readonly ownId: string | undefined
  readonly onRemove: (member: MemberJson) => void
}

function MemberTable({ rows, mayWrite, ownId, onRemove }: MemberTableProps) {
  return (
    <Table
      label="Members"
      rows={rows}
      keyOf={(member) => member.id}
      columns={[
        {
          name: 'Person',
          cell: (member) => (
            <div className="py-2">
              <p className="flex items-center gap-2 font-medium">
                {member.name || member.email}
                {member.id === ownId && <Badge>you</Badge>}
                {member.disabled && <Badge tone="warn">disabled</Badge>}
              </p>
              {member.name !== '' && <p className="text-xs text-quiet">{member.email}</p>}
            </div>
          ),
        },
        { name: 'Joined', from: 'md', cell: (member) => <Ago at={member.joined_at} /> },
        {
          name: 'Role',
          cell: (member) =>
            mayWrite && member.id !== ownId ? <RoleSelect member={member} /> : <span className="capitalize">{member.role}</span>,
        },
        {
          name: 'Actions',
          silent: true,
          className: 'w-10 text-right',
          cell: (member) => mayWrite && member.id !== ownId && <MemberMenu member={member} onRemove={onRemove} />,
        },
      ]}
    />
  )
}

function RoleSelect({ member }: { member: MemberJson }) {
  const form = useForm<{ role: Role }>({
    method: 'PATCH',
    path: `/members/${member.id}`,
    renews: [['members']],
    done: (_answer, { role }) => notify(`${member.email} is now ${role}`),
  })
  return (
    <span>
      <Select label={`Role of ${member.email}`} value={member.role} options={roleOptions} onChange={(role) => form.send({ role })} />
      {form.problem !== undefined && <span className="block pt-1 text-xs text-bad">{form.problem.message}</span>}
    </span>
  )
}

function MemberMenu({ member, onRemove }: { member: MemberJson; onRemove: (member: MemberJson) => void }) {
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${member.email}`}>
          <Ellipsis size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<UserMinus size={15} />} danger onClick={() => onRemove(member)}>
        Remove
      </MenuItem>
    </Menu>
  )
}

function Invitations({ rows }: { rows: readonly InvitationJson[] }) {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Open invitations" />
      <Table
        label="Open invitations"
        rows={rows}
        keyOf={(invitation) => invitation.id}
        columns={[
          { name: 'E-mail', cell: (invitation) => invitation.email },
          { name: 'Role', cell: (invitation) => <span className="capitalize">{invitation.role}</span> },
          { name: 'Ends', from: 'sm', cell: (invitation) => <Ago at={invitation.expires_at} /> },
          { name: 'Actions', silent: true, className: 'text-right', cell: (invitation) => <Withdraw invitation={invitation} /> },
        ]}
      />
    </Card>
  )
}

function Withdraw({ invitation }: { invitation: InvitationJson }) {
  const form = useForm({
    method: 'DELETE',
    path: `/invitations/${invitation.id}`,
    renews: [['invitations']],
    done: () => notify('The invitation was withdrawn'),
  })
  return (
    <Button size="small" busy={form.busy} onClick={() => form.send()}>
      Withdraw
    </Button>
  )
}

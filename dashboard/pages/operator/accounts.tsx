// Accounts: balances of everybody, credit given by hand, and taking an account out of use.
import { useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useState } from 'react'
import type { AccountJson } from '../../../src/contract/control-api.ts'
import { accountsQuery } from '../../api/queries.ts'
import { AddCreditDialog } from '../../forms/add-credit.tsx'
import { SuspendAccountDialog } from '../../forms/suspend-account.tsx'
import { quotaText } from '../../format/money.ts'
import { heads } from '../../heads.ts'
import { Usd } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'

export function AccountsPage() {
  const query = useQuery(accountsQuery)
  const [crediting, setCrediting] = useState<AccountJson>()
  const [suspending, setSuspending] = useState<AccountJson>()
  return (
    <Page {...heads.accounts}>
      <Card className="overflow-hidden">
        <Loaded query={query}>
          {(accounts) =>
            accounts.length === 0 ? (
              <EmptyState icon={<Users size={18} />} title="No accounts yet">
                The first start of the server makes one.
              </EmptyState>
            ) : (
              <AccountTable accounts={accounts} onCredit={setCrediting} onSuspend={setSuspending} />
            )
          }
        </Loaded>
      </Card>
      <AddCreditDialog account={crediting} onClose={() => setCrediting(undefined)} />
      <SuspendAccountDialog account={suspending} onClose={() => setSuspending(undefined)} />
    </Page>
  )
}

interface TableProps {
  readonly accounts: readonly AccountJson[]
  readonly onCredit: (account: AccountJson) => void
  readonly onSuspend: (account: AccountJson) => void
}

function AccountTable({ accounts, onCredit, onSuspend }: TableProps) {
  return (
    <Table
      label="Accounts"
      rows={accounts}
      keyOf={(account) => account.id}
      columns={[
        {
          name: 'Account',
          cell: (account) => (
            <div className="py-2">
              <p className="flex items-center gap-2 font-medium">
                {account.name}
                {account.suspended && <Badge tone="bad">Suspended</Badge>}
              </p>
              <p className="font-mono text-xs text-faint">{account.id}</p>
            </div>
          ),
        },
        { name: 'On hold', figures: true, from: 'md', cell: (account) => <Usd usd={account.held_usd} /> },
        { name: 'Quota', figures: true, from: 'lg', cell: (account) => quotaText(account.quota) },
        { name: 'Balance', figures: true, cell: (account) => <Usd usd={account.balance_usd} className="font-medium" /> },
        {
          name: 'Actions',
          silent: true,
          className: 'w-px text-right',
          cell: (account) => (
            <span className="flex justify-end gap-2">
              <Button size="small" onClick={() => onCredit(account)}>
                Add credit
              </Button>
              <Button size="small" weight={account.suspended ? 'secondary' : 'danger'} onClick={() => onSuspend(account)}>
                {account.suspended ? 'Unsuspend' : 'Suspend'}
              </Button>
            </span>
          ),
        },
      ]}
    />
  )
}

// Accounts: balances of everybody, and credit given by hand.
import { useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useState } from 'react'
import type { AccountJson } from '../../../src/contract/control-api.ts'
import { accountsQuery } from '../../api/queries.ts'
import { AddCreditDialog } from '../../forms/add-credit.tsx'
import { quotaText } from '../../format/money.ts'
import { Usd } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'

export function AccountsPage() {
  const query = useQuery(accountsQuery)
  const [crediting, setCrediting] = useState<AccountJson>()
  return (
    <Page title="Accounts" lead="Everybody who pays on this server." wide>
      <Card className="overflow-hidden">
        <Loaded query={query}>
          {(accounts) =>
            accounts.length === 0 ? (
              <EmptyState icon={<Users size={18} />} title="No accounts yet">
                The first start of the server makes one.
              </EmptyState>
            ) : (
              <AccountTable accounts={accounts} onCredit={setCrediting} />
            )
          }
        </Loaded>
      </Card>
      <AddCreditDialog account={crediting} onClose={() => setCrediting(undefined)} />
    </Page>
  )
}

function AccountTable({ accounts, onCredit }: { accounts: readonly AccountJson[]; onCredit: (account: AccountJson) => void }) {
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
              <p className="font-medium">{account.name}</p>
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
            <Button size="small" onClick={() => onCredit(account)}>
              Add credit
            </Button>
          ),
        },
      ]}
    />
  )
}

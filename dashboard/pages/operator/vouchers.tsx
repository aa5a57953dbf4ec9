// Vouchers: credit to give away by code.
import { useQuery } from '@tanstack/react-query'
import { Plus, Ticket } from 'lucide-react'
import { useState } from 'react'
import type { VoucherJson } from '../../../src/contract/billing-api.ts'
import { vouchersQuery } from '../../api/queries.ts'
import { CreateVouchersDialog } from '../../forms/create-vouchers.tsx'
import { useForm } from '../../forms/use-form.ts'
import { exactUsd } from '../../format/money.ts'
import { utcDay } from '../../format/time.ts'
import { heads } from '../../heads.ts'
import { Ago } from '../../ui/amount.tsx'
import { Dot, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { notify } from '../../ui/toast.tsx'

const tones: Readonly<Record<VoucherJson['state'], Tone>> = { active: 'good', used_up: 'plain', expired: 'warn', revoked: 'bad' }

export function VouchersPage() {
  const query = useQuery(vouchersQuery)
  const [creating, setCreating] = useState(false)
  const create = (
    <Button weight="primary" onClick={() => setCreating(true)}>
      <Plus size={15} aria-hidden /> Make vouchers
    </Button>
  )
  return (
    <Page {...heads.vouchers} actions={create}>
      <Card className="overflow-hidden">
        <Loaded query={query}>
          {(vouchers) =>
            vouchers.length === 0 ? (
              <EmptyState icon={<Ticket size={18} />} title="No vouchers yet" action={create}>
                Make some for a workshop, a team or a friend. Whoever enters the code under Billing has the credit.
              </EmptyState>
            ) : (
              <VoucherTable vouchers={vouchers} />
            )
          }
        </Loaded>
      </Card>
      <CreateVouchersDialog open={creating} onClose={() => setCreating(false)} />
    </Page>
  )
}

function VoucherTable({ vouchers }: { vouchers: readonly VoucherJson[] }) {
  return (
    <Table
      label="Vouchers"
      rows={vouchers}
      keyOf={(voucher) => voucher.id}
      columns={[
        { name: 'Code', cell: (voucher) => <code className="font-mono text-xs">…{voucher.last_four}</code> },
        { name: 'State', cell: (voucher) => <Dot tone={tones[voucher.state]}>{voucher.state.replaceAll('_', ' ')}</Dot> },
        { name: 'Amount', figures: true, cell: (voucher) => exactUsd(voucher.usd) },
        { name: 'Redeemed', figures: true, cell: (voucher) => `${voucher.redemptions} of ${voucher.redemptions_max}` },
        {
          name: 'Note',
          from: 'md',
          className: 'max-w-56',
          cell: (voucher) => <span className="block truncate text-quiet">{voucher.note}</span>,
        },
        { name: 'Expires', from: 'lg', cell: (voucher) => (voucher.expires_at === null ? 'Never' : utcDay(voucher.expires_at)) },
        { name: 'Made', from: 'lg', cell: (voucher) => <Ago at={voucher.created_at} /> },
        {
          name: 'Actions',
          silent: true,
          className: 'text-right',
          cell: (voucher) => voucher.state === 'active' && <RevokeButton voucher={voucher} />,
        },
      ]}
    />
  )
}

function RevokeButton({ voucher }: { voucher: VoucherJson }) {
  const form = useForm<object>({
    method: 'POST',
    path: `/vouchers/${voucher.id}/revoke`,
    renews: [['vouchers']],
    done: () => notify('The voucher was taken out of use'),
  })
  return (
    <Button size="small" busy={form.busy} onClick={() => form.send({})}>
      Revoke
    </Button>
  )
}

// API Keys: what each may spend and has spent, and everything that can be done with one.
import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { KeyJson } from '../../src/contract/control-api.ts'
import { keysQuery, sessionQuery } from '../api/queries.ts'
import { may } from '../api/scope.ts'
import { CreateKeyDialog } from '../forms/create-key.tsx'
import { DeleteKeyDialog } from '../forms/delete-key.tsx'
import { EditKeyDialog } from '../forms/edit-key.tsx'
import { Button } from '../ui/button.tsx'
import { Card, Page } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { KeyTable } from './keys/key-table.tsx'

type Action = { readonly kind: 'create' } | { readonly kind: 'edit' | 'delete'; readonly key: KeyJson }

export function KeysPage() {
  const keys = useQuery({ ...keysQuery, refetchInterval: 10_000 })
  const mayWrite = may(useQuery(sessionQuery).data?.scope, 'account')
  const [action, setAction] = useState<Action>()
  const close = (): void => setAction(undefined)
  const create = (
    <Button weight="primary" onClick={() => setAction({ kind: 'create' })}>
      <Plus size={15} aria-hidden /> Create key
    </Button>
  )
  return (
    <Page
      title="API Keys"
      lead="One key for each program, with a budget that it cannot exceed, whatever runs with it."
      wide
      actions={mayWrite && create}
    >
      <Card className="overflow-hidden">
        <Loaded query={keys}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState icon={<KeyRound size={18} />} title="No keys yet" action={mayWrite && create}>
                A key is what a program signs its requests with. Give each program its own: then the logs say who spent what.
              </EmptyState>
            ) : (
              <KeyTable
                rows={rows}
                mayWrite={mayWrite}
                onEdit={(key) => setAction({ kind: 'edit', key })}
                onDelete={(key) => setAction({ kind: 'delete', key })}
              />
            )
          }
        </Loaded>
      </Card>
      <CreateKeyDialog open={action?.kind === 'create'} onClose={close} />
      <EditKeyDialog editing={action?.kind === 'edit' ? action.key : undefined} onClose={close} />
      <DeleteKeyDialog deleting={action?.kind === 'delete' ? action.key : undefined} onClose={close} />
    </Page>
  )
}

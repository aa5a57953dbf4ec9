// API Keys: what each may spend and has spent, and everything that can be done with one.
import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { KeyJson } from '../../src/contract/control-api.ts'
import { keysQuery } from '../api/queries.ts'
import { allows } from '../api/scope.ts'
import { CreateKeyDialog } from '../forms/create-key.tsx'
import { DeleteKeyDialog } from '../forms/delete-key.tsx'
import { EditKeyDialog } from '../forms/edit-key.tsx'
import { RevealKeyDialog } from '../forms/reveal-key.tsx'
import { RotateKeyDialog } from '../forms/rotate-key.tsx'
import { heads } from '../heads.ts'
import { useSession } from '../layouts/use-session.ts'
import { Button } from '../ui/button.tsx'
import { Card, Page } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { type KeyAction, KeyTable } from './keys/key-table.tsx'

type Action = { readonly kind: 'create' } | { readonly kind: KeyAction; readonly key: KeyJson }

export function KeysPage() {
  const keys = useQuery({ ...keysQuery, refetchInterval: 10_000 })
  const session = useSession()
  const mayWrite = allows(session, 'keys.write')
  const [action, setAction] = useState<Action>()
  const close = (): void => setAction(undefined)
  const keyOf = (kind: KeyAction): KeyJson | undefined => (action?.kind === kind ? action.key : undefined)
  const create = (
    <Button weight="primary" onClick={() => setAction({ kind: 'create' })}>
      <Plus size={15} aria-hidden /> Create key
    </Button>
  )
  return (
    <Page {...heads.keys} actions={mayWrite && create}>
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
                mayReveal={allows(session, 'keys.reveal')}
                onAction={(kind, key) => setAction({ kind, key })}
              />
            )
          }
        </Loaded>
      </Card>
      <CreateKeyDialog open={action?.kind === 'create'} onClose={close} />
      <EditKeyDialog editing={keyOf('edit')} onClose={close} />
      <RotateKeyDialog rotating={keyOf('rotate')} onClose={close} />
      <RevealKeyDialog revealing={keyOf('reveal')} onClose={close} />
      <DeleteKeyDialog deleting={keyOf('delete')} onClose={close} />
    </Page>
  )
}

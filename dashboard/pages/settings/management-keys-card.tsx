// Management keys: credentials of scripts for the control API. Not for requests to models.
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ManagementKeyJson } from '../../../src/contract/keys-api.ts'
import { managementKeysQuery } from '../../api/queries.ts'
import { CreateManagementKeyDialog } from '../../forms/create-management-key.tsx'
import { useForm } from '../../forms/use-form.ts'
import { utcDay } from '../../format/time.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

export function ManagementKeysCard() {
  const query = useQuery(managementKeysQuery)
  const [creating, setCreating] = useState(false)
  return (
    <Card>
      <CardHeader title="Management keys" note="for scripts that use the control API">
        <Button size="small" onClick={() => setCreating(true)}>
          <Plus size={13} aria-hidden /> Create
        </Button>
      </CardHeader>
      <Loaded query={query}>
        {(keys) => (
          <ul className="divide-y divide-line border-t border-line">
            {keys.map((key) => (
              <KeyRow key={key.id} row={key} />
            ))}
            {keys.length === 0 && <li className="px-5 py-4 text-quiet">None.</li>}
          </ul>
        )}
      </Loaded>
      <CreateManagementKeyDialog open={creating} onClose={() => setCreating(false)} />
    </Card>
  )
}

function KeyRow({ row }: { row: ManagementKeyJson }) {
  const remove = useForm({
    method: 'DELETE',
    path: `/management-keys/${row.id}`,
    renews: [['management-keys']],
    done: () => notify(`“${row.name}” was destroyed`),
  })
  return (
    <li className="flex items-center gap-4 px-5 py-3">
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2 font-medium">
          {row.name}
          <Badge>{row.scope}</Badge>
        </p>
        <p className="font-mono text-xs text-faint">
          nxr-mgmt-…{row.last_four}
          <span className="font-sans"> · {row.expires_at === null ? 'never expires' : `ends ${utcDay(row.expires_at)}`}</span>
        </p>
      </div>
      <IconButton label={`Destroy ${row.name}`} onClick={() => remove.send()}>
        <Trash2 size={14} />
      </IconButton>
    </li>
  )
}

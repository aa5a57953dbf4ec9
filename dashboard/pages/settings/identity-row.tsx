// Another service that signs you in: connected or not. Nothing where the operator set none up and none is connected.
import { useQuery } from '@tanstack/react-query'
import type { IdentityJson } from '../../../src/contract/factors-api.ts'
import type { StartedOidcJson } from '../../../src/contract/identities-api.ts'
import { leaveFor } from '../../api/oidc.ts'
import { signInOptionsQuery } from '../../api/queries.ts'
import { useForm } from '../../forms/use-form.ts'
import { paths } from '../../paths.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ProblemNotice } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

interface Props {
  readonly identities: readonly IdentityJson[]
  readonly rowClass: string
}

export function IdentityRow({ identities, rowClass }: Props) {
  const service = useQuery(signInOptionsQuery).data?.oidc ?? null
  const connect = useForm<object, StartedOidcJson>({
    method: 'POST',
    path: '/oidc-requests',
    done: ({ url }) => leaveFor(url, { for: 'connect', next: paths.settings }),
  })
  const disconnect = useForm({
    method: 'DELETE',
    path: '/user/identities',
    renews: [['factors']],
    done: () => notify('Nobody but you yourself signs you in here any more'),
  })
  const connected = identities.length > 0
  if (service === null && !connected) return null
  return (
    <li className={rowClass}>
      <div className="min-w-0 grow basis-60">
        <p className="flex items-center gap-2 font-medium">
          {service ?? identities[0]?.name}
          {connected ? <Badge tone="good">connected</Badge> : <Badge>not connected</Badge>}
        </p>
        <p className="text-xs text-quiet">Signs you in here without a password. Your second factor is asked for all the same.</p>
      </div>
      {connected ? (
        <Button size="small" weight="danger" busy={disconnect.busy} onClick={() => disconnect.send()}>
          Disconnect
        </Button>
      ) : (
        <Button size="small" busy={connect.busy} onClick={() => connect.send({})}>
          Connect
        </Button>
      )}
      {(connect.problem ?? disconnect.problem) !== undefined && <ProblemNotice fault={connect.problem ?? disconnect.problem} />}
    </li>
  )
}

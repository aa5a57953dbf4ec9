// Other services that sign you in: each connected or not. Nothing where the operator set none up and none is connected.
import { useQuery } from '@tanstack/react-query'
import type { IdentityJson } from '../../../src/contract/factors-api.ts'
import { signInOptionsQuery } from '../../api/queries.ts'
import { useForm } from '../../forms/use-form.ts'
import { paths } from '../../paths.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { OidcButton } from '../../ui/oidc-button.tsx'
import { ProblemNotice } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

interface Props {
  readonly identities: readonly IdentityJson[]
  readonly rowClass: string
}

interface Service {
  /** Undefined: set up no more, and still connected. */
  readonly id?: string
  readonly name: string
  readonly issuer: string
}

export function IdentityRows({ identities, rowClass }: Props) {
  const offered: readonly Service[] = useQuery(signInOptionsQuery).data?.oidc ?? []
  const gone = identities.filter(({ issuer }) => !offered.some((service) => service.issuer === issuer))
  return [...offered, ...gone].map((service) => (
    <li key={service.issuer} className={rowClass}>
      <IdentityRow service={service} connected={identities.some(({ issuer }) => issuer === service.issuer)} />
    </li>
  ))
}

function IdentityRow({ service, connected }: { readonly service: Service; readonly connected: boolean }) {
  const disconnect = useForm({
    method: 'DELETE',
    path: `/user/identities?${new URLSearchParams({ issuer: service.issuer }).toString()}`,
    renews: [['factors']],
    done: () => notify(`${service.name} signs you in here no more`),
  })
  return (
    <>
      <div className="min-w-0 grow basis-60">
        <p className="flex items-center gap-2 font-medium">
          {service.name}
          {connected ? <Badge tone="good">connected</Badge> : <Badge>not connected</Badge>}
        </p>
        <p className="text-xs text-quiet">Signs you in here without a password. Your second factor is asked for all the same.</p>
      </div>
      {connected ? (
        <Button size="small" weight="danger" busy={disconnect.busy} onClick={() => disconnect.send()}>
          Disconnect
        </Button>
      ) : (
        service.id !== undefined && (
          <OidcButton small service={service.id} errand={{ for: 'connect', next: paths.settings }}>
            Connect
          </OidcButton>
        )
      )}
      {disconnect.problem !== undefined && <ProblemNotice fault={disconnect.problem} />}
    </>
  )
}

// A button that leaves for another service, with what is to be done once the browser is back. Knows no service.
import type { ReactNode } from 'react'
import type { StartedOidcJson, StartOidcInput } from '../../src/contract/identities-api.ts'
import { type Errand, leaveFor } from '../api/oidc.ts'
import { useForm } from '../forms/use-form.ts'
import { Button } from './button.tsx'
import { ProblemNotice } from './states.tsx'

interface Props {
  /** As the list of services names it. */
  readonly service: string
  readonly errand: Errand
  readonly small?: boolean
  readonly children: ReactNode
}

export function OidcButton({ service, errand, small = false, children }: Props) {
  const start = useForm<StartOidcInput, StartedOidcJson>({
    method: 'POST',
    path: '/oidc-requests',
    done: ({ url }) => leaveFor(url, errand),
  })
  const send = (): void => start.send({ service, ...(errand.for === 'confirm' && { fresh: true }) })
  return (
    <>
      <Button size={small ? 'small' : 'large'} {...(!small && { className: 'w-full' })} busy={start.busy} onClick={send}>
        {children}
      </Button>
      {start.problem !== undefined && <ProblemNotice fault={start.problem} />}
    </>
  )
}

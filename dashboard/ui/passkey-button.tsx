// A button that proves by a passkey who sits here and hands the proof on. Nothing where browser or server know no passkeys.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Fingerprint } from 'lucide-react'
import { knowsPasskeys, provePasskey } from '../api/passkeys.ts'
import { signInOptionsQuery } from '../api/queries.ts'
import { Button } from './button.tsx'
import { ProblemNotice } from './states.tsx'

interface Props {
  readonly children: string
  /** Gets what the browser gives; its refusal is shown by whoever sends it. */
  readonly onProof: (passkey: unknown) => void
  readonly disabled?: boolean
  readonly large?: boolean
}

export function PasskeyButton({ children, onProof, disabled = false, large = false }: Props) {
  const options = useQuery(signInOptionsQuery).data
  const proving = useMutation({ mutationFn: provePasskey, onSuccess: onProof })
  if (options?.passkeys !== true || !knowsPasskeys()) return null
  return (
    <>
      <Button
        size={large ? 'large' : 'medium'}
        className={large ? 'w-full' : ''}
        disabled={disabled}
        busy={proving.isPending}
        onClick={() => proving.mutate()}
      >
        <Fingerprint size={16} aria-hidden /> {children}
      </Button>
      {proving.error !== null && <ProblemNotice fault={proving.error} />}
    </>
  )
}

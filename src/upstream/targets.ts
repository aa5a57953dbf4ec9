// What is known of a provider -> where its requests go, with each of its credentials. Knows no vendor and sends nothing.
import type { Secret } from '../base/secret.ts'
import type { UpstreamTarget } from './send.ts'

export interface TargetCredential {
  readonly name: string
  readonly weight: number
  readonly secret: Secret<string>
}

/** One target; with several credentials it is the first of its siblings. */
export function targetWith(
  place: Omit<UpstreamTarget, 'credential' | 'credentialName' | 'siblings'>,
  credentials: readonly TargetCredential[],
): UpstreamTarget {
  const [first, second] = credentials
  if (first === undefined || second === undefined) return { ...place, credential: first?.secret }
  const siblings: { target: UpstreamTarget; weight: number }[] = []
  for (const { name, weight, secret } of credentials)
    siblings.push({ target: { ...place, credential: secret, credentialName: name, siblings }, weight })
  return (siblings[0] as { target: UpstreamTarget }).target
}

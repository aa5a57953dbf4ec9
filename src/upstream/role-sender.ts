// Requests that are signed with the keys of a role. Knows no source of keys and no socket.
import type { AwsRole } from './aws-role.ts'
import { laterExchange } from './later-exchange.ts'
import type { SendUpstream, UpstreamExchange, UpstreamRequest } from './send.ts'
import type { AwsKeys } from './sign-aws.ts'

/** Sends now, signed with these keys. */
export type SendSigned = (request: UpstreamRequest, keys: AwsKeys) => UpstreamExchange

export function roleSender(sendSigned: SendSigned, role: AwsRole): SendUpstream {
  return (request) => {
    const { auth, allowPrivate } = request.target
    const region = auth.kind === 'aws-role' ? auth.region : ''
    return laterExchange(role.keysFor({ region, allowPrivate }), (keys) => sendSigned(request, keys.reveal()), {
      statuses: [401, 403],
      told: role.refused,
    })
  }
}

// Requests whose credential is first exchanged for a token. Knows no vendor's paths and no socket.
import { createKeptTokens } from './kept-tokens.ts'
import { laterExchange } from './later-exchange.ts'
import type { SendUpstream, UpstreamExchange, UpstreamRequest } from './send.ts'

/** Sends now; a token goes instead of the target's own credential. */
export type SendNow = (request: UpstreamRequest, token?: string) => UpstreamExchange

export function tokenSender(sendNow: SendNow, nowMs: () => number): SendUpstream {
  const tokens = createKeptTokens(sendNow, nowMs)
  return (request) =>
    laterExchange(tokens.tokenFor(request.target), (token) => sendNow(request, token), {
      statuses: [401],
      told: () => tokens.forget(request.target),
    })
}

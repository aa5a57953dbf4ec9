// One small real request to a provider, and how it went in our own words. Knows no catalog.
import type { Clock } from './base/clock.ts'
import type { Offer } from './catalog/offer.ts'
import type { ProviderTestJson } from './contract/control-api.ts'
import { placedFor } from './dialects/at-endpoint.ts'
import type { CommonRequest } from './dialects/common-request.ts'
import { upstreamDialectNamed } from './dialects/registry.ts'
import { type FailureKind, type SendUpstream, UpstreamFault, type UpstreamTarget } from './upstream/send.ts'

export interface ProviderTest {
  readonly id: string
  readonly send: SendUpstream
  readonly clock: Clock
  /** Asked for one token where the provider lists no models; undefined: it has none here. */
  readonly offer: Offer | undefined
  /** Null: it lists none. Absent: `/models`. */
  readonly modelsPath: string | null | undefined
}

/** A provider that does not answer within this is not usable. */
const waitMs = 15_000
const bytesMax = 16 * 1_048_576

const byStatus: Readonly<Partial<Record<number, string>>> = {
  401: 'it refuses the credential: check that the key is whole, of this vendor and not revoked',
  402: 'the account behind the credential has no money: top it up at the vendor',
  403: 'the credential is known, but may not do this: check its permissions, its region, and that the account has access to the model',
  404: 'there is nothing at this address: check the base URL, its version segment, the region or the deployment, and that the model exists there',
  429: 'it answers and knows the credential, but limits us now',
}

const byKind: Readonly<Partial<Record<FailureKind, string>>> = {
  dns_failure: 'its host name is not known: check the base URL, the region and the resource name',
  connect_refused: 'nothing listens at this address: is the server running?',
  connect_timeout: 'no connection: check the base URL, and that this machine may reach it',
  tls_failure: 'its certificate is not accepted: check that the base URL is right and https is meant',
  address_refused: 'its host name leads to a private address: add allow_private: true if you mean it',
  unauthorized: 'the credential cannot be used: a service account whose exchange is refused, or a text that no header may carry',
  aborted: `no answer within ${waitMs / 1000} s`,
}

/** The list of models is free everywhere, and needs the same credential as a chat; where there is none, one token is asked for. Never rejects. */
export async function testProvider(target: UpstreamTarget, test: ProviderTest): Promise<ProviderTestJson> {
  const started = test.clock.elapsed()
  const done = (ok: boolean, status: number | null, result: string): ProviderTestJson => ({
    provider: test.id,
    ok,
    status,
    latency_ms: Math.round(test.clock.elapsed() - started),
    result,
  })
  const exchange = test.modelsPath === null ? askOneToken(target, test) : askForModels(target, test)
  if (exchange === undefined) return done(false, null, 'it lists no models and has none here: publish one, then test again')
  const timer = setTimeout(() => exchange.abort(), waitMs)
  try {
    const { status } = await exchange.head
    await new Promise<void>((resolve) => exchange.read({ bytes: () => {}, end: resolve, fail: () => resolve() }))
    if (status >= 200 && status < 300) return done(true, status, 'it answers and takes the credential')
    return done(false, status, byStatus[status] ?? `it answers with status ${status}`)
  } catch (error) {
    const { kind, says } = error instanceof UpstreamFault ? error.failure : ({ kind: 'reset', says: undefined } as const)
    return done(false, null, says ?? byKind[kind] ?? kind.replaceAll('_', ' '))
  } finally {
    clearTimeout(timer)
  }
}

function askForModels(target: UpstreamTarget, { send, modelsPath }: ProviderTest) {
  const headers = { 'anthropic-version': '2023-06-01' }
  return send({ target, method: 'GET', path: modelsPath ?? '/models', body: null, headers, accept: 'application/json', bytesMax })
}

const oneWord: CommonRequest = { messages: [{ role: 'user', parts: [{ kind: 'text', text: 'Hi' }] }], settings: {}, left: [] }

function askOneToken(target: UpstreamTarget, { send, offer }: ProviderTest) {
  if (offer === undefined) return undefined
  const dialect = upstreamDialectNamed(offer.dialect)
  const { body } = dialect.requestFromCommon(oneWord, { offer, outputCap: 16, stream: false, reasons: false })
  const { headers } = dialect.forwardHeaders(() => undefined, false)
  const words = placedFor(offer, dialect, false, { body, headers })
  return send({ target, method: 'POST', ...words, accept: 'application/json', bytesMax })
}

// One small real request to a provider, and how it went in our own words. Knows no endpoint and no catalog.
import type { Clock } from './base/clock.ts'
import type { ProviderTestJson } from './contract/control-api.ts'
import { type SendUpstream, UpstreamFault, type UpstreamTarget } from './upstream/send.ts'

export interface ProviderTest {
  readonly id: string
  readonly send: SendUpstream
  readonly clock: Clock
}

/** A provider that does not answer a list of models within this is not usable. */
const waitMs = 15_000
const bytesMax = 16 * 1_048_576

const sentences: Readonly<Partial<Record<number, string>>> = {
  401: 'it refuses the credential: check the key',
  403: 'the credential may not do this: check its permissions',
  404: 'it has no model list at this base URL, which may still be right: check the version segment',
  429: 'it answers, but limits us now',
}

/** Asks for the model list: free everywhere, and needs the same credential as a chat. Undefined: no such provider. Never rejects. */
export async function testProvider(target: UpstreamTarget | undefined, test: ProviderTest): Promise<ProviderTestJson | undefined> {
  if (target === undefined) return undefined
  const started = test.clock.elapsed()
  const done = (ok: boolean, status: number | null, result: string): ProviderTestJson => ({
    provider: test.id,
    ok,
    status,
    latency_ms: Math.round(test.clock.elapsed() - started),
    result,
  })
  const exchange = test.send({ target, method: 'GET', path: '/models', body: null, headers: {}, accept: 'application/json', bytesMax })
  const timer = setTimeout(() => exchange.abort(), waitMs)
  try {
    const { status } = await exchange.head
    await new Promise<void>((resolve) => exchange.read({ bytes: () => {}, end: resolve, fail: () => resolve() }))
    if (status >= 200 && status < 300) return done(true, status, 'it answers and takes the credential')
    return done(false, status, sentences[status] ?? `it answers with status ${status}`)
  } catch (error) {
    const kind = error instanceof UpstreamFault ? error.failure.kind : 'reset'
    return done(false, null, kind === 'aborted' ? `no answer within ${waitMs / 1000} s` : kind.replaceAll('_', ' '))
  } finally {
    clearTimeout(timer)
  }
}

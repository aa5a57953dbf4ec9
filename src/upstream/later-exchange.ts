// An exchange that begins once something else is there, such as a token; until then it can be stopped like any other. Knows no credentials.
import { type UpstreamExchange, type UpstreamFailure, UpstreamFault } from './send.ts'

/**
 * `begin` is called with what was waited for, unless the exchange was stopped before. `ready` rejects with an UpstreamFault. `refused`: an answer
 * with one of these statuses says that what was waited for does not do.
 */
export function laterExchange<Ready>(
  ready: Promise<Ready>,
  begin: (value: Ready) => UpstreamExchange,
  refused: { readonly statuses: readonly number[]; readonly told: () => void },
): UpstreamExchange {
  let exchange: UpstreamExchange | undefined
  let aborted = false
  let paused = false
  const head = ready.then((value) => {
    if (aborted) throw new UpstreamFault(abortedFailure)
    exchange = begin(value)
    if (paused) exchange.pause()
    return exchange.head
  })
  head.then(
    ({ status }) => void (refused.statuses.includes(status) && refused.told()),
    () => {},
  )
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>()
  stopped.catch(() => {})
  return {
    head: Promise.race([head, stopped]),
    read(sink) {
      if (exchange === undefined) sink.fail(abortedFailure)
      else exchange.read(sink)
    },
    pause() {
      paused = true
      exchange?.pause()
    },
    resume() {
      paused = false
      exchange?.resume()
    },
    abort() {
      aborted = true
      if (exchange === undefined) stop(new UpstreamFault(abortedFailure))
      else exchange.abort()
    },
  }
}

const abortedFailure: UpstreamFailure = { kind: 'aborted', status: null, retryAfterMs: null }

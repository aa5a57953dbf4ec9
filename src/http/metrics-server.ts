// /metrics: the answer on the main port, and a door of its own for whoever scrapes. Knows no figure.
import { hash, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createServer } from '../base/node-http.ts'
import { type Problem, problem } from '../contract/problems.ts'
import { problemStatus } from './write-problem.ts'

export interface MetricsSource {
  /** The text that Prometheus reads. */
  readonly text: () => string
  /** What a reader must show as `Authorization: Bearer`; empty: none is set. */
  readonly token: string
}

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

/** On the main port, which strangers can reach, figures need a token; null: it may be answered. */
export function metricsRefusal({ token }: MetricsSource, authorization: string | undefined): Problem | null {
  if (token === '') {
    return problem('not_found', 'Figures are served here once NEXOROUTER_METRICS_TOKEN is set, and on the port that `metrics.port` names.')
  }
  if (showsToken(token, authorization)) return null
  return problem('invalid_api_key', 'Figures need the metrics token: `Authorization: Bearer <NEXOROUTER_METRICS_TOKEN>`.')
}

export interface MetricsServer {
  readonly port: number
  close(): Promise<void>
}

/** A listener for nothing else, on loopback as a rule; asks for the token only when one is set. Rejects as `listen` does. */
export async function startMetricsServer(
  at: { readonly host: string; readonly port: number },
  source: MetricsSource,
): Promise<MetricsServer> {
  const server = createServer((req, res) => {
    req.resume()
    const path = req.url?.split('?')[0]
    const allowed = source.token === '' || showsToken(source.token, req.headers.authorization)
    if (path !== '/metrics' || req.method !== 'GET') res.writeHead(problemStatus(problem('not_found', ''))).end()
    else if (!allowed) res.writeHead(problemStatus(problem('invalid_api_key', ''))).end()
    else res.writeHead(200, { 'content-type': metricsType }).end(source.text())
  })
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  server.maxConnections = 64
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Hashes of both: equal in length whatever was sent, so that the comparison takes the same time. */
function showsToken(token: string, authorization: string | undefined): boolean {
  const given = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', token, 'buffer'))
}

// Settings of the figures under /metrics. Reads nothing itself.
import { integer, text } from './config-kinds.ts'

export const metricsSettings = {
  metricsPort: integer({
    yaml: 'metrics.port',
    env: 'NEXOROUTER_METRICS_PORT',
    min: 0,
    max: 65_535,
    fallback: 0,
    why: 'a port of its own for `/metrics`, without a key; 0 opens none, because nothing listens that nobody asked for',
  }),
  metricsHost: text({
    yaml: 'metrics.host',
    env: 'NEXOROUTER_METRICS_HOST',
    expects: 'a host name or an IP address',
    pattern: /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$|^[0-9A-Fa-f:.]{2,45}$/,
    fallback: '127.0.0.1',
    why: 'where that port listens: figures tell what a business earns, so only this machine until the operator decides otherwise',
  }),
  metricsToken: text({
    yaml: null,
    env: 'NEXOROUTER_METRICS_TOKEN',
    expects: 'at least 16 characters without blanks',
    pattern: /^\S{16,4096}$/,
    fallback: '',
    secret: true,
    why: 'opens `/metrics` on the main port to who shows it as a bearer token, and is asked for on the other one too; unset, the main port has no figures',
  }),
} as const

const everywhere = new Set(['0.0.0.0', '::'])

/** What is wrong where both ports are one; undefined: nothing. On hosts of their own they may be. */
export function metricsPortMistake(
  host: string,
  port: number,
  metrics: { readonly host: string; readonly port: number },
): string | undefined {
  const apart = host !== metrics.host && !everywhere.has(host) && !everywhere.has(metrics.host)
  if (port === 0 || port !== metrics.port || apart) return undefined
  return `is ${port}, the port of the server itself: choose another, or leave it out and read /metrics there with NEXOROUTER_METRICS_TOKEN`
}

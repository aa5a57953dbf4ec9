// The address that people use for this server. Knows no sockets.
import type { Config } from './config.ts'

/** An IPv6 address in brackets, anything else as it is. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** The public URL of the settings without a trailing slash; else `localhost` for loopback and for all addresses, else the host itself. */
export function publicUrlOf(config: Config, port: number): string {
  const { publicUrl, host } = config.values
  if (publicUrl !== '') return publicUrl.replace(/\/+$/, '')
  const everywhere = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost']
  return `http://${everywhere.includes(host) ? 'localhost' : bracketed(host)}:${port}`
}

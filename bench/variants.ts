// The three ways to the same upstream: direct, through nginx, through this gateway with every guard on. Knows no load and no figures.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Pinned, startPinned, untilListening } from './processes.ts'

export type Kind = 'buffered' | 'stream'

export interface Variant {
  readonly name: string
  /** Whose CPU is charged to it. */
  readonly process: Pinned
  readonly url: (kind: Kind) => string
  /** A key for the next load. */
  readonly nextKey: () => string
}

export const gatewayCore = 0
export const loadCore = 1

const here = fileURLToPath(new URL('.', import.meta.url))
const launcher = fileURLToPath(new URL('../bin/nexorouter.js', import.meta.url))
const port = { buffered: 19_101, stream: 19_102, nginxBuffered: 19_103, nginxStream: 19_104, gateway: 19_105 }

export async function startDirect(folder: string): Promise<Variant> {
  const binary = join(folder, 'upstream-mock')
  execFileSync('cc', ['-O2', '-o', binary, join(here, 'upstream-mock.c')])
  const mock = startPinned(loadCore, [binary, String(port.buffered), String(port.stream)])
  await untilListening(port.stream, mock)
  return { name: 'direct', process: mock, url: (kind) => `http://127.0.0.1:${port[kind]}`, nextKey: () => 'none' }
}

export async function startNginx(folder: string): Promise<Variant> {
  const file = join(folder, 'nginx.conf')
  const server = (listen: number, upstream: number, buffering: string): string => `
    upstream u${upstream} { server 127.0.0.1:${upstream}; keepalive 256; keepalive_requests 1000000; }
    server {
      listen 127.0.0.1:${listen} reuseport;
      keepalive_requests 1000000;
      client_max_body_size 20m; client_body_buffer_size 256k;
      location / { proxy_pass http://u${upstream}; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering ${buffering}; }
    }`
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx-error.log;
events { worker_connections 8192; }
http {
  access_log off; tcp_nodelay on;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  ${server(port.nginxBuffered, port.buffered, 'on')}
  ${server(port.nginxStream, port.stream, 'off')}
}
`,
  )
  const nginx = startPinned(gatewayCore, ['nginx', '-c', file, '-e', join(folder, 'nginx-error.log')])
  await untilListening(port.nginxStream, nginx)
  const ports = { buffered: port.nginxBuffered, stream: port.nginxStream }
  return { name: 'nginx', process: nginx, url: (kind) => `http://127.0.0.1:${ports[kind]}`, nextKey: () => 'none' }
}

/** Authentication, limits, durable holds (synchronous=FULL) and usage records are on; only the limits' figures are raised out of the way. */
const settings = `
providers:
  - { id: bench-buffered, dialect: openai-chat, base_url: "http://127.0.0.1:${port.buffered}/v1", api_key: upstream, allow_private: true }
  - { id: bench-stream, dialect: openai-chat, base_url: "http://127.0.0.1:${port.stream}/v1", api_key: upstream, allow_private: true }
models:
${['buffered', 'stream']
  .map(
    (kind) => `  - id: bench-${kind}
    capabilities: [chat]
    context_length: 131072
    max_output_tokens: 8192
    price_usd_per_million: { input: 0.14, output: 0.28, cached_input: 0.014 }
    offers: [{ provider: bench-${kind}, upstream_model: bench-upstream }]`,
  )
  .join('\n')}
limits: { requests_per_minute: 1000000000, tokens_per_minute: 1000000000, concurrent_requests: 10000 }
`

export async function startGateway(folder: string, nodeOptions: readonly string[]): Promise<Variant> {
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const config = join(folder, 'nexorouter.yaml')
  writeFileSync(config, settings)
  const env = { NEXOROUTER_DATA_DIR: data, NEXOROUTER_CONFIG: config, PORT: String(port.gateway), HOST: '127.0.0.1', LOG_LEVEL: 'warn' }
  const cli = (...args: string[]): string =>
    execFileSync(process.execPath, [launcher, ...args], { env: { ...process.env, ...env }, encoding: 'utf8' })
  cli('init', '--yes', '--json')
  cli('credit', 'add', '--usd', '10000', '--note', 'bench', '--json')
  const gateway = startPinned(gatewayCore, [process.execPath, ...nodeOptions, launcher, 'serve'], env)
  await untilListening(port.gateway, gateway)
  // The load generator drops its open requests when its time is over, and a key that leaves too many requests is slowed down, rightly.
  const nextKey = (): string => (JSON.parse(cli('keys', 'create', '--name', 'bench', '--json')) as { key: string }).key
  return { name: 'nexorouter', process: gateway, url: () => `http://127.0.0.1:${port.gateway}`, nextKey }
}

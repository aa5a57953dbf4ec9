// `healthcheck`: is the server on this data folder ready? For containers without a shell. Knows nothing of why it may not be.
import { request as requestTls } from 'node:https'
import { request as requestPlain } from '../../base/node-http.ts'
import { type CliContext, configOf, dataFolderOf, type SettingFlags } from '../context.ts'
import { CliFailure } from '../exit-codes.ts'
import { readLocalControl } from '../local-control.ts'
import { json } from '../output.ts'

const timeoutMs = 5_000

/** Asks /readyz where the running server says it listens, else where the configuration says it would. */
export async function healthcheck(
  context: CliContext,
  flags: SettingFlags & { readonly json?: boolean; readonly url?: string },
): Promise<void> {
  const url =
    (flags.url === undefined ? undefined : addressOf(flags.url)) ??
    readLocalControl(dataFolderOf(context, flags))?.url ??
    configuredUrl(context, flags)
  const { status, reason } = await probe(`${url.replace(/\/+$/, '')}/readyz`)
  const ready = status === 200
  if (flags.json) context.terminal.out(json({ ready, url, status, reason: ready ? null : reason }))
  else if (ready) context.terminal.out('ready\n')
  if (!ready) throw new CliFailure('failed', `not ready: ${reason}`)
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text
  throw new CliFailure('usage', '--url must be an address such as http://127.0.0.1:3001 or https://router.example.com')
}

function configuredUrl(context: CliContext, flags: SettingFlags): string {
  const { host, port } = configOf(context, flags).values
  const local = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`
}

function probe(url: string): Promise<{ status: number | null; reason: string }> {
  const request = new URL(url).protocol === 'https:' ? requestTls : requestPlain
  return new Promise((resolve) => {
    const outgoing = request(url, { timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? null, reason: sentenceOf(Buffer.concat(chunks).toString('utf8')) }))
      response.on('error', () => resolve({ status: null, reason: 'the answer broke off' }))
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)))
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ status: null, reason: error.code === 'ECONNREFUSED' ? `nothing listens at ${new URL(url).host}` : error.message }),
    )
    outgoing.end()
  })
}

function sentenceOf(body: string): string {
  try {
    return String((JSON.parse(body) as { error?: { message?: string } }).error?.message ?? 'the server says it is not ready')
  } catch {
    return 'the answer is not from NexoRouter'
  }
}

// The door for commands beside a running server: a Unix socket and a random token in the data folder. Knows no endpoint behind it.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createServer, request } from '../base/node-http.ts'
import { writePrivateFile } from './private-file.ts'

/** One call of the control API; `path` begins with `/control/v1/` or `/local/v1/`. */
export interface ControlRequest {
  readonly method: string
  readonly path: string
  readonly body: string | null
}
export interface ControlReply {
  readonly status: number
  readonly body: string
}
export type ControlCall = (request: ControlRequest) => Promise<ControlReply>

export const localControlFile = 'local-control.json'
/** `sun_path` has 104 bytes on macOS and 108 on Linux. */
const socketPathBytesMax = 100
const bodyBytesMax = 1_048_576

interface LocalControlRecord {
  readonly socket: string
  readonly token: string
  readonly pid: number
  /** Where the server answers HTTP, for `healthcheck`. */
  readonly url: string
}

export interface LocalControl {
  close(): Promise<void>
}

/** Listens and publishes where. Only a process that can read the folder (mode 700) finds the token. */
export async function openLocalControl(folder: string, url: string, handle: ControlCall): Promise<LocalControl> {
  const token = randomBytes(32).toString('base64url')
  const { socket, cleanUp } = socketFor(folder)
  const server = createServer((incoming, response) => {
    answer(incoming, response, token, handle).catch(() => response.destroy())
  })
  server.maxConnections = 64
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, () => {
      server.off('error', reject)
      resolve()
    })
  })
  server.unref()
  // The folder may be older than we are, and wider; a pipe of Windows has no mode.
  if (process.platform !== 'win32') chmodSync(socket, 0o600)
  const record: LocalControlRecord = { socket, token, pid: process.pid, url }
  const path = join(folder, localControlFile)
  writePrivateFile(path, `${JSON.stringify(record)}\n`)
  return {
    async close() {
      rmSync(path, { force: true })
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      cleanUp()
    },
  }
}

function socketFor(folder: string): { readonly socket: string; readonly cleanUp: () => void } {
  if (process.platform === 'win32') return { socket: `\\\\.\\pipe\\nexorouter-${randomBytes(16).toString('hex')}`, cleanUp: () => {} }
  const beside = join(folder, 'control.sock')
  if (Buffer.byteLength(beside) <= socketPathBytesMax) {
    // Left by a crash: the folder's lock is ours, so nobody listens on it.
    rmSync(beside, { force: true })
    return { socket: beside, cleanUp: () => rmSync(beside, { force: true }) }
  }
  const apart = mkdtempSync(join(Buffer.byteLength(tmpdir()) < 60 ? tmpdir() : '/tmp', 'nexorouter-'))
  const socket = join(apart, 'control.sock')
  return { socket, cleanUp: () => rmSync(dirname(socket), { recursive: true, force: true }) }
}

async function answer(incoming: IncomingMessage, response: ServerResponse, token: string, handle: ControlCall): Promise<void> {
  const given = Buffer.from(incoming.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    response.writeHead(401).end()
    return
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyBytesMax) {
      response.writeHead(413).end()
      return
    }
    chunks.push(chunk)
  }
  const body = size === 0 ? null : Buffer.concat(chunks).toString('utf8')
  const reply = await handle({ method: incoming.method ?? 'GET', path: incoming.url ?? '/', body })
  response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body)
}

/** What a running server published; undefined when there is none, or its record is unreadable. */
export function readLocalControl(folder: string): LocalControlRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, localControlFile), 'utf8')) as LocalControlRecord
    return typeof record.socket === 'string' && typeof record.token === 'string' ? record : undefined
  } catch {
    return undefined
  }
}

/** Calls a running server. Resolves to undefined when nobody listens any more (a record left by a crash). */
export function callLocalControl(record: LocalControlRecord, call: ControlRequest): Promise<ControlReply | undefined> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { authorization: `Bearer ${record.token}`, host: 'localhost' }
    if (call.body !== null) headers['content-type'] = 'application/json'
    const outgoing = request({ socketPath: record.socket, method: call.method, path: call.path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }))
      response.on('error', reject)
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(undefined)
      else reject(error)
    })
    outgoing.end(call.body ?? undefined)
  })
}

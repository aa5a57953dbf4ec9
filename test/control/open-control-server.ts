// The control API over real sockets for tests: requests as pages, programs and attackers send them. Not part of the product.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { handClock } from '../../src/base/clock.ts'
import { createFirstAccount } from '../../src/control/accounts/create-first-account.ts'
import { createControlApp } from '../../src/control/app.ts'
import type { ControlDeps } from '../../src/control/control-deps.ts'
import { controlDepsOf, ownerEmail, ownerPassword } from './open-test-control.ts'
import { openTestServer } from '../../src/http/open-test-server.ts'

export interface Sent {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

export interface Answered {
  readonly status: number
  readonly code: string
  readonly body: Record<string, never>
  readonly text: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly cookie: string
  readonly setCookie: string
}

/** Unlike fetch, says every header as it is told to, `host` included. */
function send(port: number, path: string, { method = 'GET', headers = {}, body = '' }: Sent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sized = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent = request({ host: '127.0.0.1', port, path: `/control/v1${path}`, method, headers: { ...sized, ...headers } }, (answer) => {
      let text = ''
      answer.on('data', (bytes) => (text += String(bytes)))
      answer.on('end', () => {
        const value = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, never> & { error?: { code: string } }
        const setCookie = answer.headers['set-cookie']?.[0] ?? ''
        resolve({
          status: answer.statusCode ?? 0,
          code: value.error?.code ?? '',
          body: value,
          text,
          headers: answer.headers,
          cookie: setCookie.split(';')[0] ?? '',
          setCookie,
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const jsonType = { 'content-type': 'application/json' }

export type ControlServer = Awaited<ReturnType<typeof openControlServer>>

/**
 * With an owner who is signed in. Behind one proxy that says where a request came from (`x-forwarded-for`), so that one machine can be many places.
 */
export async function openControlServer(publicUrl = 'http://localhost:3001', more: Partial<ControlDeps> = {}) {
  const clock = handClock()
  const deps = controlDepsOf({ ...more, clock, publicUrl })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const server = await openTestServer({ control: createControlApp(deps), trustProxyHops: 1 })
  const own = publicUrl.startsWith('https:') ? publicUrl : `http://localhost:${server.port}`
  const host = new URL(own).host
  const fromPage = { host, origin: own, 'sec-fetch-site': 'same-origin' }
  const ask = (path: string, sent: Sent = {}): Promise<Answered> =>
    send(server.port, path, { ...sent, headers: { host, ...(sent.body !== undefined && jsonType), ...sent.headers } })
  /** As a page of this server. */
  const page = (cookie: string, path: string, method = 'GET', body?: object): Promise<Answered> =>
    ask(path, { method, headers: { ...fromPage, cookie }, ...(body !== undefined && { body: JSON.stringify(body) }) })
  /** As a page in a browser at that address. */
  const pageAt = (address: string, path: string, body: object, cookie = ''): Promise<Answered> =>
    ask(path, { method: 'POST', headers: { ...fromPage, cookie, 'x-forwarded-for': address }, body: JSON.stringify(body) })
  const token = first.setupUrl.reveal().split('token=')[1]
  const setUp = await page('', '/setup', 'POST', { token, email: ownerEmail, password: ownerPassword })
  assert.equal(setUp.status, 201, JSON.stringify(setUp.body))
  const signIn = (password = ownerPassword) => page('', '/sign-in', 'POST', { email: ownerEmail, password })
  const disposal = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  return { server, deps, clock, first, host, own, fromPage, ask, page, pageAt, setUp, signIn, ...disposal }
}

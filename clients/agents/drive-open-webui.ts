// Starts Open WebUI and does over its own API what its page does: sign in, list the models, chat. Knows no other agent.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { StepEnd } from '../run-step.ts'
import { inVenv } from './agents.ts'

/** Its first start compiles its Python and makes its database. */
const startLimitMs = 150_000

/** Ends like a program: the model list and the answer are its output, as one line of JSON. */
export async function driveOpenWebUi(folder: string, env: NodeJS.ProcessEnv, at: { port: number; model: string }): Promise<StepEnd> {
  const began = performance.now()
  const output = { stdout: '', stderr: '' }
  const took = (): number => Math.round(performance.now() - began)
  const server = spawn(inVenv('open-webui', 'open-webui'), ['serve', '--host', '127.0.0.1', '--port', String(at.port)], {
    cwd: folder,
    env: { ...env, DATA_DIR: path.join(folder, 'open-webui') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => server.once('close', resolve))
  server.on('error', (error) => (output.stderr += error.message))
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output.stderr = (output.stderr + text).slice(-20_000)))
  }
  try {
    const origin = `http://127.0.0.1:${at.port}`
    await ready(`${origin}/health`, () => server.exitCode === null)
    output.stdout = JSON.stringify(await chat(origin, at.model))
    return { code: 0, ...output, tookMs: took() }
  } catch (error) {
    return { code: 1, ...output, stderr: `${output.stderr}\n${String(error)}`, tookMs: took() }
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}

export interface OpenWebUiSaid {
  readonly models: readonly string[]
  readonly answer: string
}

async function chat(origin: string, model: string): Promise<OpenWebUiSaid> {
  const json = { 'content-type': 'application/json' }
  const signedIn = (await asked(`${origin}/api/v1/auths/signin`, { headers: json, body: '{"email":"","password":""}' })) as { token: string }
  const authorization = `Bearer ${signedIn.token}`
  const listed = (await asked(`${origin}/api/models`, { headers: { authorization } })) as { data: { id: string }[] }
  const answer = await fetch(`${origin}/api/chat/completions`, {
    method: 'POST',
    headers: { ...json, authorization },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Reply with exactly: pong' }] }),
  })
  return { models: listed.data.map(({ id }) => id), answer: joined(await answer.text()) }
}

async function asked(url: string, request: { headers: Record<string, string>; body?: string }): Promise<unknown> {
  const response = await fetch(url, { ...request, method: request.body === undefined ? 'GET' : 'POST' })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** The text of a stream as Open WebUI passes it on. */
function joined(stream: string): string {
  const pieces = stream.split('\n').flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice(6)) as Chunk] : []))
  return pieces.map((piece) => piece.choices?.[0]?.delta?.content ?? '').join('')
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[]
}

async function ready(url: string, isRunning: () => boolean): Promise<void> {
  for (let tries = 0; tries < startLimitMs / 250 && isRunning(); tries += 1) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await wait(250)
  }
  throw new Error('Open WebUI did not start')
}

// The simulated agent over a real socket: which of a client's tools it calls, and with what.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'
import { systemClock } from '../base/clock.ts'
import { Secret } from '../base/secret.ts'
import { startDemoProvider, type DemoProvider } from './demo-provider.ts'

let demo: DemoProvider
let client: OpenAI

before(async () => {
  demo = await startDemoProvider({ clock: systemClock(), paceMs: 0, credential: new Secret('demo-credential') })
  client = new OpenAI({ apiKey: 'demo-credential', baseURL: demo.baseUrl, maxRetries: 0 })
})
after(() => demo.close())

type Properties = Record<string, { type: string; items?: { type: string } }>
const toolOf = (name: string, properties: Properties, required: string[]): OpenAI.ChatCompletionTool => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties, required } },
})
const text = { type: 'string' }
const reading = toolOf('read_file', { path: text }, ['path'])
const writing = toolOf('write_file', { path: text, content: text, mode: text }, ['path', 'content'])
const running = toolOf('exec_command', { command: text, workdir: text, timeout_ms: { type: 'number' } }, ['command'])
const listRunning = toolOf('shell', { command: { type: 'array', items: text }, workdir: text }, ['command'])

const task = 'Create hello.txt that says "It\'s me", then say done.'
const written = { path: 'hello.txt', content: "It's me\n" }
const command = "printf '%s\\n' 'It'\\''s me' > hello.txt"
const cases: readonly (readonly [what: string, prompt: string, tool: OpenAI.ChatCompletionTool, name: string, given: unknown])[] = [
  ['a file tool', task, writing, 'write_file', written],
  ['a command tool', task, running, 'exec_command', { command }],
  ['a command tool that takes a list', task, listRunning, 'shell', { command: ['sh', '-c', command] }],
  ['a command tool, harmlessly, where no file was asked for', 'go', running, 'exec_command', { command: 'echo hello' }],
  ['a file tool, past a client’s own reminders', `Mind CLAUDE.md.\n${task}\nAnd README.md.`, writing, 'write_file', written],
  ['a file tool, where a client quoted the prompt again', JSON.stringify(task), writing, 'write_file', written],
  [
    'a file tool, in the working folder only',
    'Create ../../etc/hosts.txt that says "x"',
    writing,
    'write_file',
    { path: 'hello.txt', content: 'Hello from a simulated model.\n' },
  ],
]

for (const [what, prompt, tool, name, given] of cases) {
  test(`the agent model uses ${what}`, async () => {
    const answer = await client.chat.completions.create({
      model: 'nexo-demo-agent',
      messages: [{ role: 'user', content: prompt }],
      tools: [reading, tool],
    })
    const call = answer.choices[0]?.message.tool_calls?.[0]
    assert.ok(call?.type === 'function')
    assert.equal(call.function.name, name)
    assert.deepEqual(JSON.parse(call.function.arguments), given)
  })
}

test('the agent model writes a listing where it is given no tools', async () => {
  const answer = await client.chat.completions.create({ model: 'nexo-demo-agent', messages: [{ role: 'user', content: task }] })
  assert.equal(answer.choices[0]?.message.content, "hello.txt\n```\nIt's me\n```\n")
})

test('tools in a namespace, as codex sends them, are taken; the tool beside them is called', async () => {
  const name = { type: 'function' as const, name: 'spawn_agent', parameters: { type: 'object', properties: {} }, strict: false }
  const tools = [
    { type: 'namespace' as const, name: 'agents', description: 'Of sub-agents.', tools: [name] },
    {
      type: 'function' as const,
      name: 'exec',
      parameters: { type: 'object', properties: { cmd: text }, required: ['cmd'] },
      strict: false,
    },
  ]
  const answer = await client.responses.create({ model: 'nexo-demo-agent', input: task, tools, store: false })
  const call = answer.output.find((item) => item.type === 'function_call')
  assert.deepEqual([call?.name, call?.arguments], ['exec', JSON.stringify({ cmd: command })])
})

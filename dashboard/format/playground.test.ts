// What the Playground sends, what it shows of an answer, and the code that it writes for others to run.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { addChunk, noAnswer, splitEvents } from './answer-stream.ts'
import { chatBody, defaultSettings, exampleSchema, exampleTools, historyOf, readSettings, userMessage } from './playground.ts'
import { languages, requestCode } from './request-code.ts'

test('empty settings send nothing that nobody chose; what makes no sense is named', () => {
  assert.deepEqual(readSettings({ ...defaultSettings, stream: false }), { ok: true, fields: {} })
  const cases = [
    ['temperature', '3'],
    ['temperature', 'warm'],
    ['topP', '1.5'],
    ['maxTokens', '0'],
    ['maxTokens', '1.5'],
    ['tools', '{}'],
    ['tools', '['],
    ['schema', '[]'],
    ['schema', 'text'],
  ] as const
  for (const [field, typed] of cases) {
    const read = readSettings({ ...defaultSettings, [field]: typed })
    assert.equal(read.ok ? 'ok' : read.fault.field, field, `${field} ${typed}`)
  }
  const read = readSettings({ ...defaultSettings, temperature: '.5', maxTokens: '7', tools: exampleTools, schema: exampleSchema })
  assert.deepEqual(read.ok && Object.keys(read.fields), [
    'temperature',
    'max_tokens',
    'tools',
    'response_format',
    'stream',
    'stream_options',
  ])
})

test('each column remembers its own answers only', () => {
  const turns = [
    { question: { text: 'one', images: [] }, answers: { 0: 'a', 1: 'b' } },
    { question: { text: 'two', images: [] }, answers: { 0: '' } },
  ]
  assert.deepEqual(
    historyOf(turns, 1).map((message) => message.content),
    ['one', 'b', 'two'],
  )
  const body = chatBody('m', { ...defaultSettings, system: 'Be brief' }, historyOf(turns, 0), {})
  assert.deepEqual(
    body.messages.map((message) => message.role),
    ['system', 'user', 'assistant', 'user'],
  )
})

test('pictures travel beside the text, in the form of the official SDKs', () => {
  const picture = 'data:image/png;base64,AA=='
  assert.deepEqual(userMessage({ text: 'What is this?', images: [picture] }), {
    role: 'user',
    content: [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: picture } },
    ],
  })
  assert.deepEqual(userMessage({ text: '', images: [picture] }).content, [{ type: 'image_url', image_url: { url: picture } }])
})

test('an answer is put together from pieces that are cut anywhere; its cost stays text', () => {
  const wire = [
    '{"choices":[{"delta":{"reasoning_content":"hm"}}]}',
    '{"choices":[{"delta":{"content":"He"}}]}',
    '{"choices":[{"delta":{"content":"llo","tool_calls":[{"index":0,"function":{"name":"get","arguments":"{\\"a\\""}}]}}]}',
    '{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":"stop"}]}',
    '{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"cost":0.000000001,"cost_details":{"input":1}}}',
    '[DONE]',
  ]
    .map((data) => `data: ${data}\r\n\r\n`)
    .join(': a comment\n\n')
  for (const size of [1, 7, wire.length]) {
    let rest = ''
    let answer = noAnswer
    for (let at = 0; at < wire.length; at += size) {
      const cut = splitEvents(rest, wire.slice(at, at + size))
      rest = cut.rest
      for (const data of cut.events) answer = addChunk(answer, data)
    }
    assert.deepEqual(answer, {
      text: 'Hello',
      reasoning: 'hm',
      tools: [{ name: 'get', args: '{"a":1}' }],
      finish: 'stop',
      promptTokens: 3,
      completionTokens: 2,
      costUsd: '0.000000001',
      problem: null,
    })
  }
})

test('an error in the middle of a stream is shown, and what came before stays', () => {
  const before = addChunk(noAnswer, '{"choices":[{"delta":{"content":"Hel"}}]}')
  const after = addChunk(before, '{"error":{"message":"The provider hung up."}}')
  assert.deepEqual([after.text, after.problem], ['Hel', 'The provider hung up.'])
})

const hostile = chatBody('m', defaultSettings, [{ role: 'user', content: 'It\'s "quoted" `back` \\n $HOME """ ‘x’ \n end' }], {
  stream: true,
  n: null,
})

test('the curl line gives the shell exactly the body, whatever stands in it', () => {
  const code = requestCode('curl', { baseUrl: 'http://localhost:3001/v1', body: hostile })
  const printed = execFileSync('sh', ['-c', `curl() { for last; do :; done; printf %s "$last"; }\n${code}`], { encoding: 'utf8' })
  assert.deepEqual(JSON.parse(printed), hostile)
})

test('the Python code gives the SDK exactly the fields', () => {
  const code = requestCode('Python', { baseUrl: 'http://localhost:3001/v1', body: hostile })
  const call = code.slice(code.indexOf('create(') + 6, code.indexOf('\nfor chunk'))
  const printed = execFileSync('python3', ['-c', `import json\nprint(json.dumps(dict${call}))`], { encoding: 'utf8' })
  assert.deepEqual(JSON.parse(printed), hostile)
})

test('every language names the base URL and keeps the key in the environment', () => {
  for (const language of languages) {
    const code = requestCode(language, { baseUrl: 'http://localhost:3001/v1', body: hostile })
    assert.match(code, /localhost:3001\/v1/, language)
    assert.match(code, /NEXOROUTER_API_KEY/, language)
  }
})

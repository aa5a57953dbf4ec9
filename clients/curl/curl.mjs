// Plain curl against a running NexoRouter: what the documentation tells people to paste. Starts curl directly, no shell between.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { apiKey, baseURL, checkText, emptyKey, question, requestsDuring, runChecks, wrongKey } from '../node/checks.mjs'

const start = promisify(execFile)
const origin = new URL(baseURL).origin
const json = ['-H', 'content-type: application/json']
const bearer = (key) => ['-H', `authorization: Bearer ${key}`]
const body = (fields) => ['-d', JSON.stringify(fields)]
const ask = (fields = {}, key = apiKey) =>
  curl(`${baseURL}/chat/completions`, ...bearer(key), ...json, ...body({ model: 'nexo-demo', messages: question, ...fields }))

/** Runs curl; gives the status, the headers by lower-case name and the body. */
async function curl(url, ...more) {
  const args = ['--silent', '--show-error', '--include', '--no-buffer', '--max-time', '60', ...more, url]
  // The error that Node makes of a failed child quotes its arguments, and the key is one of them.
  const { stdout } = await start('curl', args).catch(({ code, stderr }) => {
    throw new Error(`curl ended with ${code}: ${stderr}`)
  })
  const end = stdout.indexOf('\r\n\r\n')
  const [first, ...lines] = stdout.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { status: Number(first.split(' ')[1]), headers, body: stdout.slice(end + 4) }
}

function checkRefusal(answer, status, code, param = null) {
  const { error } = JSON.parse(answer.body)
  assert.deepEqual([answer.status, error.code, error.param], [status, code, param])
  checkText(error.message)
  assert.equal(error.request_id, answer.headers['x-request-id'])
}

await runChecks({
  async 'models are listed'() {
    const answer = await curl(`${baseURL}/models`, ...bearer(apiKey))
    assert.equal(answer.status, 200)
    assert.ok(JSON.parse(answer.body).data.some((model) => model.id === 'nexo-demo'))
  },

  async 'a model is retrieved'() {
    assert.equal(JSON.parse((await curl(`${baseURL}/models/nexo-demo`, ...bearer(apiKey))).body).id, 'nexo-demo')
  },

  async 'buffered answer with its headers'() {
    const answer = await ask()
    assert.equal(answer.status, 200)
    checkText(JSON.parse(answer.body).choices[0].message.content)
    assert.ok(Number(answer.headers['x-nexorouter-cost-usd']) > 0, 'the cost header is above zero')
    for (const name of ['x-request-id', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-nexorouter-provider', 'x-nexorouter-attempts']) {
      assert.ok(answer.headers[name], `${name} is there`)
    }
  },

  async 'streamed answer is events that end with [DONE]'() {
    const answer = await ask({ stream: true, stream_options: { include_usage: true } })
    assert.match(answer.headers['content-type'], /^text\/event-stream/)
    const events = answer.body
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => line.slice(6))
    assert.equal(events.pop(), '[DONE]')
    const chunks = events.map((event) => JSON.parse(event))
    checkText(chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join(''))
    const last = chunks.at(-1)
    assert.deepEqual(last.choices, [])
    assert.ok(last.usage.cost > 0, 'usage.cost is above zero')
  },

  async '/api/v1 is the same as /v1'() {
    const answer = await curl(`${origin}/api/v1/models/nexo-demo`, ...bearer(apiKey))
    assert.equal(JSON.parse(answer.body).id, 'nexo-demo')
  },

  async 'no key is 401'() {
    checkRefusal(
      await curl(`${baseURL}/chat/completions`, ...json, ...body({ model: 'nexo-demo', messages: question })),
      401,
      'invalid_api_key',
    )
  },

  async 'wrong key is 401'() {
    checkRefusal(await ask({}, wrongKey), 401, 'invalid_api_key')
  },

  async 'unknown model is 404'() {
    const answer = await ask({ model: 'no-such-model' })
    assert.deepEqual([answer.status, JSON.parse(answer.body).error.code], [404, 'model_not_found'])
  },

  async 'temperature 3 is 400 naming the field'() {
    checkRefusal(await ask({ temperature: 3 }), 400, 'invalid_request', 'temperature')
  },

  async 'broken JSON is 400'() {
    const answer = await curl(`${baseURL}/chat/completions`, ...bearer(apiKey), ...json, '-d', '{"model":')
    assert.deepEqual([answer.status, JSON.parse(answer.body).error.code], [400, 'invalid_request'])
  },

  async 'a form instead of JSON is 415'() {
    checkRefusal(await curl(`${baseURL}/chat/completions`, ...bearer(apiKey), '-d', 'model=nexo-demo'), 415, 'unsupported_media_type')
  },

  async 'GET on a POST path is 405 and names POST'() {
    const answer = await curl(`${baseURL}/chat/completions`, ...bearer(apiKey))
    checkRefusal(answer, 405, 'method_not_allowed')
    assert.match(answer.headers.allow, /POST/)
  },

  async 'another path is 404'() {
    checkRefusal(await curl(`${baseURL}/no/such/path`, ...bearer(apiKey)), 404, 'not_found')
  },

  async 'spent key is 402 and says not to retry; curl --retry asks once'() {
    const requests = await requestsDuring(async () => {
      const answer = await curl(
        `${baseURL}/chat/completions`,
        '--retry',
        '3',
        ...bearer(emptyKey),
        ...json,
        ...body({ model: 'nexo-demo', messages: question }),
      )
      checkRefusal(answer, 402, 'insufficient_quota')
      assert.equal(answer.headers['x-should-retry'], 'false')
    })
    assert.equal(requests, 1)
  },

  async 'rate-limited provider is 503 with retry-after'() {
    const answer = await ask({ model: 'nexo-demo-error-429' })
    checkRefusal(answer, 503, 'upstream_unavailable')
    assert.ok(Number(answer.headers['retry-after']) > 0)
  },

  async 'failure in mid-stream is an error event without choices, and no [DONE]'() {
    const answer = await ask({ model: 'nexo-demo-error-midstream', stream: true })
    const events = answer.body
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => line.slice(6))
    const last = JSON.parse(events.at(-1))
    assert.equal(last.error.code, 'upstream_error')
    assert.equal(last.choices, undefined)
    assert.ok(!events.includes('[DONE]'))
  },

  async 'a preflight is answered'() {
    const answer = await curl(
      `${baseURL}/chat/completions`,
      '-X',
      'OPTIONS',
      '-H',
      'origin: https://app.example',
      '-H',
      'access-control-request-method: POST',
      '-H',
      'access-control-request-headers: authorization,content-type',
    )
    assert.ok(answer.status === 204 || answer.status === 200, `got ${answer.status}`)
    assert.ok(answer.headers['access-control-allow-origin'])
    assert.match(answer.headers['access-control-allow-headers'].toLowerCase(), /authorization|\*/)
  },

  async 'abort in mid-stream, and the server keeps working'() {
    const early = await start('curl', [
      '--silent',
      '--no-buffer',
      '--max-time',
      '0.6',
      ...bearer(apiKey),
      ...json,
      ...body({ model: 'nexo-demo', messages: question, stream: true }),
      `${baseURL}/chat/completions`,
    ]).catch((error) => error)
    assert.equal(early.code, 28, 'curl gives up in the middle')
    assert.equal((await ask()).status, 200)
  },
})

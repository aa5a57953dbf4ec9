// Every field of every dialect to a provider of every other, through a running server: it changes what the provider is sent, or it is named in the answer's header
// and refused where all has to be carried, or it is refused by its name. The same rows as test/dialects/fields.test.ts, over real sockets.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DialectName, dialectNames } from '../../src/contract/dialects.ts'
import { dialectNamed } from '../../src/dialects/registry.ts'
import { cassettes } from '../dialects/cassettes.ts'
import { doneUnasked, fieldRows, plainRequests, wordsFor } from '../dialects/field-rows.ts'
import { openVendor, sendJson, type Vendor } from '../gateway/open-vendor.ts'
import { type Router, startRouter } from './start-router.ts'

const answers = new Map(
  cassettes.filter(({ name }) => name === 'a short answer is written token by token').map(({ dialect, answer }) => [dialect, answer]),
)

const yaml = (vendorUrl: string): string => `
limits: { requests_per_minute: none, tokens_per_minute: none }
providers:
${dialectNames
  .map((dialect) => `  - { id: ${dialect}, dialect: ${dialect}, base_url: "${vendorUrl}/${dialect}", auth: none, allow_private: true }`)
  .join('\n')}
models:
${dialectNames
  .map(
    (dialect) => `
  - id: ${dialect}
    capabilities: [chat, tools, json_schema, vision, audio, reasoning]
    context_length: 200000
    max_output_tokens: 60000
    price_usd_per_million: { input: 0.1, output: 0.2, audio_input: 0.1, audio_output: 0.1, image_output: 0.1 }
    offers: [{ provider: ${dialect} }]`,
  )
  .join('')}
`

let router: Router
let vendor: Vendor
before(async () => {
  vendor = await openVendor(({ target }, response) => {
    const dialect = dialectNames.find((name) => target.startsWith(`/${name}/`))
    sendJson(response, (dialect && answers.get(dialect)) ?? {})
  })
  router = await startRouter({ yaml: yaml(vendor.baseUrl) })
})
after(async () => {
  await router[Symbol.asyncDispose]()
  vendor.close()
})

interface Told {
  readonly status: number
  /** The field of a refusal. */
  readonly param: string
  readonly named: readonly string[]
  /** What the provider was sent; absent: nothing. */
  readonly sent: string | undefined
}

const offer = { outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const

async function ask(from: DialectName, to: DialectName, fields: object | undefined, strict = false): Promise<Told> {
  const base = from === 'gemini' ? router.baseUrl.replace(/v1$/, 'v1beta') : router.baseUrl
  const path = dialectNamed(from).path({ ...offer, upstreamModel: to }, false)
  const headers = { authorization: `Bearer ${router.key}`, 'content-type': 'application/json', 'x-nexorouter-strict': String(strict) }
  const model = from === 'gemini' ? {} : { model: to }
  const before = vendor.requests.length
  const response = await fetch(base + path, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...plainRequests[from], ...fields, ...model }),
  })
  const { error } = (await response.json()) as { error?: { param?: string; details?: { metadata: { param?: string } }[] } }
  const dropped = response.headers.get('x-nexorouter-dropped-params')
  return {
    status: response.status,
    param: error?.param ?? error?.details?.[0]?.metadata.param ?? '',
    named: dropped === null ? [] : dropped.split(/, */),
    sent: vendor.requests.slice(before).at(-1)?.body.toString(),
  }
}

for (const from of dialectNames) {
  for (const to of dialectNames.filter((name) => name !== from)) {
    test(`${from} -> ${to}: every field arrives, is named, or is refused`, async () => {
      const beside = new Map<object | undefined, Told>()
      for (const row of fieldRows[from]) {
        const without = beside.get(row.beside) ?? (await ask(from, to, row.beside))
        beside.set(row.beside, without)
        assert.equal(without.status, 200, `${row.field}: ${JSON.stringify(without)}`)
        const got = await ask(from, to, row.sends)
        const said = `${row.field}: ${JSON.stringify(got)}`
        if (got.status !== 200) {
          assert.ok(got.param.startsWith(row.field.split(/[.,[ ]/)[0] ?? ''), said)
          assert.equal(got.sent, undefined, said)
          continue
        }
        const named = got.named.filter((what) => !without.named.includes(what))
        const carried = got.sent !== without.sent
        const words = wordsFor(row)
        if (doneUnasked[`${from} > ${to}: ${row.field}`] === undefined)
          assert.ok(carried || named.some((what) => words.includes(what)), `${said} beside ${without.sent}`)
        for (const what of named) assert.ok(words.includes(what), said)
        if (got.named.length === 0) continue
        const strict = await ask(from, to, row.sends, true)
        assert.deepEqual([strict.status, strict.param, strict.sent], [400, got.named[0], undefined], row.field)
      }
    })
  }
}

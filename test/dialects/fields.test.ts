// Every field of every dialect on its way to every other: it changes what the provider is sent, or it is named, or the request is refused by its name.
// Nothing is lost silently: what is none of the three stands in a table of its own, with the reason why nothing is lost.
import { bufferOf } from '../../src/base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DialectName, dialectNames, type UpstreamDialectName, upstreamDialectNames } from '../../src/contract/dialects.ts'
import { dialectNamed, upstreamDialectNamed } from '../../src/dialects/registry.ts'
import { bytesOf, scanLimits } from './cassettes.ts'
import { doneUnasked, fieldRows, plainRequests, wordsFor } from './field-rows.ts'

/** Bedrock's one wire says more to some families of models than to others. */
const targets: readonly { readonly to: UpstreamDialectName; readonly upstreamModel: string; readonly said: string }[] = [
  ...upstreamDialectNames.map((to) => ({ to, upstreamModel: 'theirs', said: to })),
  ...['anthropic.claude-x', 'amazon.nova-x'].map((model) => ({ to: 'bedrock-converse' as const, upstreamModel: model, said: model })),
]

const inPath = { model: 'm', stream: false }
const offer = { upstreamModel: 'theirs', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const
const ask = { offer, outputCap: 50_000, stream: false, reasons: true }

function written(from: DialectName, { to, upstreamModel }: (typeof targets)[number], fields: object | undefined) {
  const client = dialectNamed(from)
  const read = client.readRequest(bytesOf({ ...plainRequests[from], ...fields }), scanLimits, inPath)
  if (!read.ok) return { refused: read.problem.param ?? '' }
  const { body, dropped } = upstreamDialectNamed(to).requestFromCommon(client.requestToCommon(read.value), {
    ...ask,
    offer: { ...offer, upstreamModel },
  })
  return { refused: null, body: bufferOf(body).toString(), dropped }
}

for (const from of dialectNames) {
  for (const row of fieldRows[from]) {
    test(`${from}: ${row.field} arrives everywhere, is named, or is refused`, () => {
      for (const target of targets.filter(({ to }) => to !== from)) {
        const to = target.said
        const got = written(from, target, row.sends)
        if (got.refused !== null) {
          const [top = ''] = row.field.split(/[.,[ ]/)
          assert.ok(got.refused.startsWith(top), `${to}: it is refused by the name of ${got.refused}`)
          continue
        }
        const without = written(from, target, row.beside)
        assert.ok(without.refused === null)
        const named = got.dropped.filter((what) => !without.dropped.includes(what))
        const carried = got.body !== without.body
        const said = `${to}: it says ${JSON.stringify(named)}`
        const key = `${from} > ${to}: ${row.field}`
        if (doneUnasked[key] !== undefined) assert.deepEqual([carried, named], [false, []], `${to}: it is done unasked`)
        else assert.ok(carried || named.some((what) => wordsFor(row).includes(what)), said)
        for (const what of named) assert.ok(wordsFor(row).includes(what), `${said}, which is not the field`)
      }
    })
  }
}

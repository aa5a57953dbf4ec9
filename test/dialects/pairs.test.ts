// Every cassette through every pair of dialects: what one side says, the other side hears, whole and streamed.
import { bufferOf } from '../../src/base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialectNames } from '../../src/contract/dialects.ts'
import { dialectNamed, upstreamDialectNamed } from '../../src/dialects/registry.ts'
import { translateWhole } from '../../src/dialects/translate.ts'
import {
  bytesOf,
  cassettes,
  commonOf,
  cost,
  dataOf,
  essence,
  frame,
  hearable,
  readChunks,
  requestOf,
  scanLimits,
  streamTo,
  upstreamCassettes,
} from './cassettes.ts'

for (const cassette of upstreamCassettes) {
  const upstream = upstreamDialectNamed(cassette.dialect)
  const answered = commonOf(upstream, upstream.cutIntoEvents(cassette.answer))
  const said = essence(answered)
  const request = requestOf(cassette)

  test(`${cassette.dialect}: ${cassette.name}: whole and streamed it is the same answer`, () => {
    assert.deepEqual(essence(commonOf(upstream, cassette.events.map(bytesOf))), said)
    const joined = upstream.joinEvents()
    for (const event of cassette.events) joined.add(event)
    assert.deepEqual(essence(commonOf(upstream, upstream.cutIntoEvents(joined.completion()))), said)
    const whole = upstream.readWholeAnswer(bytesOf(cassette.answer))
    assert.ok(whole.kind === 'answer')
    const { chunks, usage } = readChunks(upstream, cassette.events)
    assert.deepEqual(usage, whole.completion.usage)
    assert.ok(usage !== null)
    assert.equal(chunks.reduce((sum, chunk) => sum + chunk.outputBytes, 0) > 0, whole.completion.hasOutput)
    assert.equal(chunks.find((chunk) => chunk.finishReason !== null)?.finishReason, whole.completion.finishReason)
  })

  if (cassette.upstreamModel !== undefined)
    test(`${cassette.dialect}: ${cassette.name}: the request is written as the vendor takes it`, () => {
      const { upstreamModel = '', outputCap = 0, thinking } = cassette
      const wire = { upstreamModel, outputCapField: 'max_tokens', takesStreamOptions: false, dropsParams: [] } as const
      const offer = { ...wire, ...(thinking && { thinking }) }
      const { body, dropped } = upstream.requestFromCommon(request, { offer, outputCap, stream: true, reasons: true })
      assert.deepEqual(JSON.parse(bufferOf(body).toString()), cassette.request)
      assert.deepEqual(dropped, [])
    })

  for (const name of dialectNames) {
    const client = dialectNamed(name)
    test(`${cassette.dialect} -> ${name}: ${cassette.name}: streamed, in pieces of any size`, () => {
      const bytes = streamTo(client, cassette, request)
      for (const piece of [bytes.length, 1, 7, 64]) {
        const events = dataOf(bytes, piece).filter((data) => data.toString() !== '[DONE]')
        assert.deepEqual(essence(commonOf(client, events)), hearable(client, answered))
        const { usage } = readChunks(
          client,
          events.map((data) => JSON.parse(data.toString()) as object),
        )
        const counted = readChunks(upstream, cassette.events).usage
        // Not every dialect has a word for each part; the sums are the same.
        assert.deepEqual([usage?.prompt, usage?.completion, usage?.cached], [counted?.prompt, counted?.completion, counted?.cached])
        if (name !== 'gemini') assert.equal(usage?.cacheWrite, counted?.cacheWrite)
      }
      assert.ok(bytes.toString().includes('"cost":0.000000042'), 'the cost is in the usage')
      assert.ok(!bytes.toString().includes('"model":"up"'), "the provider's name for the model stays here")
    })

    if (client === upstream) continue

    test(`${cassette.dialect} -> ${name}: ${cassette.name}: whole`, () => {
      const usage = readChunks(upstream, cassette.events).usage
      assert.ok(usage !== null)
      const body = translateWhole({ upstream, client, request }, cassette.answer, frame, { usage, cost: () => cost })
      const whole = client.readWholeAnswer(body)
      assert.ok(whole.kind === 'answer')
      assert.deepEqual(essence(commonOf(client, client.cutIntoEvents(whole.value))), hearable(client, answered))
      assert.equal(whole.completion.usage?.prompt, usage.prompt)
      assert.ok(Buffer.from(body).toString().includes('"cost":0.000000042'))
    })

    test(`${cassette.dialect} -> ${name}: ${cassette.name}: the request arrives, and what does not is named`, () => {
      const ask = {
        offer: { upstreamModel: 'theirs', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const,
        outputCap: 8_000,
        stream: true,
        reasons: true,
      }
      const written = client.requestFromCommon(request, ask)
      const again = client.readRequest(bufferOf(written.body), scanLimits, { model: 'theirs', stream: true })
      assert.ok(again.ok, again.ok ? '' : again.problem.message)
      assert.equal(again.value.model, 'theirs')
      assert.equal(again.value.stream, true)
      const heard = client.requestToCommon(again.value)
      for (const setting of Object.keys(request.settings) as (keyof typeof request.settings)[]) {
        const from = request.settings[setting]?.from ?? ''
        assert.ok(heard.settings[setting] !== undefined || written.dropped.includes(from), `${setting} is carried or named`)
      }
      const texts = (one: typeof request): string => JSON.stringify(one.messages).replaceAll(/[^a-z]/gi, '')
      for (const word of ['Use tools', 'What is this', 'Let me look', 'And now', 'Be brief', 'JVBERi', 'a cat']) {
        const letters = word.replaceAll(/[^a-z]/gi, '')
        assert.equal(texts(heard).includes(letters), texts(request).includes(letters), word)
      }
    })
  }
}

test('the sources of a chat completion come in one piece, each with the place of the text that names it', () => {
  const cassette = cassettes.find(({ name }) => name.startsWith('a document is cited'))
  assert.ok(cassette)
  const events = dataOf(streamTo(dialectNamed('openai-chat'), cassette, requestOf(cassette)))
  const sources = events.flatMap((data) => {
    if (data.toString() === '[DONE]') return []
    const { choices } = JSON.parse(data.toString()) as { choices: { delta: { annotations?: object[] } }[] }
    return choices.flatMap(({ delta }) => (delta.annotations === undefined ? [] : [delta.annotations]))
  })
  const source = (title: string, from: number, to: number) => ({
    type: 'url_citation',
    url_citation: { url: '', title, start_index: from, end_index: to },
  })
  // A second list would replace the first in the helper of one SDK, and be an error in that of another.
  assert.deepEqual(sources, [[source('Animals', 0, 11), source('Others', 11, 23)]])
})

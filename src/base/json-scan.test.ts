// The guard in front of JSON.parse, and the splice behind it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { scanJsonObject, topLevelSpans } from './json-scan.ts'
import { bufferOf } from './byte-text.ts'
import { type Change, spliceJson, spliceToWire, withMember } from './json-splice.ts'

const limits = { depthMax: 64, valuesMax: 1000 }
const scan = (text: string | Buffer) => scanJsonObject(Buffer.from(text), limits)

const faults: readonly [string, string | Buffer, string][] = [
  ['an array is not an object', '[1]', 'not_an_object'],
  ['an empty body is not an object', '', 'not_an_object'],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'invalid_utf8'],
  ['nesting beyond the limit', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`, 'too_deep'],
  ['more values than the limit', `{"a":[${'1,'.repeat(1000)}1]}`, 'too_many_values'],
  ['a name twice', '{"a":1,"b":2,"a":3}', 'duplicate_name'],
  ['a name twice, once written with an escape', '{"x":{"a":1,"\\u0061":3}}', 'duplicate_name'],
  ['a name twice, deep inside', '{"x":[{"y":{"k":1,"k":2}}]}', 'duplicate_name'],
  ['a name twice among many', `{${Array.from({ length: 60 }, (_, i) => `"k${i}":1`).join()},"k31":2}`, 'duplicate_name'],
  ['a top-level name written with an escape', '{"mod\\u0065l":"a"}', 'escaped_name'],
  ['an object that never ends', '{"a":1', 'syntax'],
  ['text after the object', '{"a":1} x', 'syntax'],
  ['a string that never ends', '{"a":"b\\"}', 'syntax'],
]
for (const [name, text, reason] of faults) {
  test(`the scan refuses ${name}`, () => {
    const result = scan(text)
    assert.equal(result.ok ? 'accepted' : result.fault.reason, reason)
  })
}

test('names may repeat in different objects', () => {
  assert.equal(scan('{"a":{"k":1},"b":[{"k":1},{"k":2}],"k":0}').ok, true)
})

/** Names that JSON writes without escapes. */
const plainName = fc.string().filter((name) => JSON.stringify(name) === `"${name}"`)

test('the spans of any object give back its members, also through white space and escapes', () => {
  fc.assert(
    fc.property(
      fc.dictionary(plainName, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 40 }),
      fc.constantFrom(undefined, 1, 3),
      (object, space) => {
        const bytes = Buffer.from(JSON.stringify(object, null, space))
        const result = scanJsonObject(bytes, { depthMax: 64, valuesMax: 100_000 })
        assert.ok(result.ok)
        const members = result.spans.map((span) => [
          JSON.parse(`"${bytes.toString('utf8', span.nameStart, span.nameEnd)}"`),
          JSON.parse(bytes.toString('utf8', span.valueStart, span.valueEnd)),
        ])
        const wanted = Object.entries(JSON.parse(bytes.toString()) as object)
        assert.deepEqual(members.toSorted(byName), wanted.toSorted(byName))
        assert.deepEqual(topLevelSpans(bytes), result.spans)
      },
    ),
    { numRuns: 300 },
  )
})

function byName(a: unknown[], b: unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1
}

test('a splice changes, adds and removes members and leaves every other byte alone', () => {
  const text = '{ "big": 12345678901234567890.10, "model":"a" ,\n"drop":[1,2], "z" : {"model":"inner"} }'
  const bytes = Buffer.from(text)
  const spans = topLevelSpans(bytes)
  assert.ok(spans)
  const changes = new Map([
    ['model', '"b"'],
    ['drop', null],
    ['new', '7'],
  ])
  const spliced = spliceJson(bytes, spans, changes).toString()
  assert.equal(spliced, '{"big": 12345678901234567890.10,"model":"b","z" : {"model":"inner"},"new":7}')
})

test('a splice of any object equals the same change made to the parsed object', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'model', 'usage')
  fc.assert(
    fc.property(
      fc.dictionary(names, fc.jsonValue({ maxDepth: 2 })),
      fc.dictionary(names, fc.option(fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' })))),
      (object, change) => {
        const bytes = Buffer.from(JSON.stringify(object))
        const spans = topLevelSpans(bytes) ?? []
        const changes = Object.entries(change).map(([name, value]): Change => [name, value === null ? null : JSON.stringify(value)])
        const spliced = spliceJson(bytes, spans, changes)
        assert.deepEqual(bufferOf(spliceToWire(bytes, spans, changes)), spliced)
        const wanted = JSON.parse(JSON.stringify(object)) as Record<string, unknown>
        for (const [name, value] of Object.entries(change)) {
          if (value === null) delete wanted[name]
          else wanted[name] = value
        }
        assert.deepEqual(JSON.parse(spliced.toString()), wanted)
      },
    ),
  )
})

const renamed: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'keeps its place and every other byte',
    '{ "id":1e2, "model" : "a","big":12345678901234567890 }\n',
    '{ "id":1e2, "model" : "ü","big":12345678901234567890 }\n',
  ],
  ['is changed behind a value that has the name inside', '{"x":{"model":"inner"},"model":"a"}', '{"x":{"model":"inner"},"model":"ü"}'],
  ['is changed in front of one', '{"model":"a","x":{"model":"inner"}}', '{"model":"ü","x":{"model":"inner"}}'],
  ['is changed in front of a text that quotes it', '{"model":"a","x":"\\"model\\":"}', '{"model":"ü","x":"\\"model\\":"}'],
  ['comes last where there was none', '{"x":1}', '{"x":1,"model":"ü"}'],
  ['is the only one of an empty object', '{}', '{"model":"ü"}'],
  ['is changed wherever it stands twice', '{"model":"a","x":1,"model":"b"}', '{"model":"ü","x":1,"model":"ü"}'],
]

for (const [what, before, after] of renamed) {
  test(`one member that is changed on its way ${what}`, () => {
    assert.equal(bufferOf(withMember(Buffer.from(before), 'model', '"ü"')).toString(), after)
    const large = Buffer.from(before + ' '.repeat(20_000))
    assert.deepEqual(JSON.parse(bufferOf(withMember(large, 'model', '"ü"')).toString()), JSON.parse(after), 'in a large body')
  })
}

test('one member of any object that is changed on its way equals the same change made to the parsed object', () => {
  const names = fc.constantFrom('a', 'b', 'model', 'z')
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })), fc.string({ unit: 'grapheme' }), (object, model) => {
      const changed = bufferOf(withMember(Buffer.from(JSON.stringify(object)), 'model', JSON.stringify(model)))
      assert.deepEqual(JSON.parse(changed.toString()), { ...(JSON.parse(JSON.stringify(object)) as object), model })
    }),
  )
})

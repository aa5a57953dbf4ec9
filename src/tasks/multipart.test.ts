// Forms: what is found in them, what is refused, and that only what was read is written again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentOf, type Form, readForm, rewriteForm } from './multipart.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const text = (part: Uint8Array): string => Buffer.from(part).toString('latin1')

const form =
  '--b-1\r\nContent-Disposition: form-data; name="model"\r\n\r\nmine\r\n' +
  '--b-1\r\ncontent-disposition: form-data; name="file"; filename="a b.wav"\r\nContent-Type: audio/wav\r\n\r\n\x00\xff\r\n--b-\r\n' +
  '--b-1\r\ncontent-disposition: form-data; name=prompt\r\n\r\n\r\n' +
  '--b-1--\r\n'

test('names, file names and contents are found, bytes that look like a delimiter among them', () => {
  const read = readForm(bytes(form)) as Form
  assert.equal(read.boundary, 'b-1')
  assert.deepEqual(
    read.parts.map((part) => [part.name, part.fileName, text(contentOf(bytes(form), part))]),
    [
      ['model', null, 'mine'],
      ['file', 'a b.wav', '\x00\xff\r\n--b-'],
      ['prompt', null, ''],
    ],
  )
})

test('one value changes, a part goes, and every other content stays', () => {
  const read = readForm(bytes(form)) as Form
  const changed = rewriteForm(bytes(form), read, { name: 'model', value: 'upstream' }, [])
  const heads = form.replaceAll('content-disposition', 'Content-Disposition').replace('name=prompt', 'name="prompt"')
  assert.equal(text(changed), heads.replace('mine', 'upstream'))
  const without = readForm(rewriteForm(bytes(form), read, { name: 'model', value: 'u' }, ['file'])) as Form
  assert.deepEqual(
    without.parts.map(({ name }) => name),
    ['model', 'prompt'],
  )
})

for (const [what, head, written] of [
  ['a second name', 'Content-Disposition: form-data; name="prompt"; name="model"', 'name="prompt"'],
  ['a name in another coding', `Content-Disposition: form-data; name="prompt"; name*=UTF-8''model`, 'name="prompt"'],
  [
    'a second disposition',
    'Content-Disposition: form-data; name="prompt"\r\nContent-Disposition: form-data; name="model"',
    'name="prompt"',
  ],
  [
    'a line that ends early',
    'Content-Disposition: form-data; name="prompt"\nX: 1\rContent-Disposition: form-data; name="model"',
    'name="prompt"',
  ],
  ['an escaped quote', String.raw`Content-Disposition: form-data; name="a\"; name="model"`, String.raw`name="a%5C"`],
  ['a quote in a file name', String.raw`Content-Disposition: form-data; name="f"; filename="a\".wav"`, 'name="f"; filename="a%5C%22.wav"'],
  ['headers of no use', 'Content-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: a/b', 'name="a"'],
  [
    'parameters of a type',
    'Content-Disposition: form-data; name="f"; filename="a"\r\nContent-Type: audio/wav; x="y',
    'name="f"; filename="a"\r\nContent-Type: audio/wav',
  ],
] as const) {
  test(`${what} does not reach the provider`, () => {
    const body = bytes(`--x\r\n${head}\r\n\r\nc\r\n--x--trailing`)
    const rewritten = rewriteForm(body, readForm(body) as Form, { name: 'model', value: 'm' }, [])
    assert.equal(text(rewritten), `--x\r\nContent-Disposition: form-data; ${written}\r\n\r\nc\r\n--x--\r\n`)
  })
}

for (const [what, broken, says] of [
  ['nothing', '', /begin/],
  ['JSON', '{"model":"x"}', /begin/],
  ['a delimiter alone', '--x\r\n', /head/],
  ['a part without a name', '--x\r\nA: b\r\n\r\nc\r\n--x--', /without a name/],
  ['a part that never ends', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', /ends before/],
  ['a form that never ends', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x', /ends before/],
  ['a delimiter after half a line break', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\n--x\nc\r\n--x--', /inside of part 1/],
  ['too many parts', `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(70)}--x--`, /more than 64/],
] as const) {
  test(`${what} is no form`, () => {
    const read = readForm(bytes(broken))
    assert.ok(typeof read === 'string')
    assert.match(read, says)
  })
}

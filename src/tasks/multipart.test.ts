// Forms: what is found in them, what is refused, and that a changed value changes nothing else.
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

test('one value changes, a part goes, and every other byte stays', () => {
  const read = readForm(bytes(form)) as Form
  const changed = rewriteForm(bytes(form), read, { name: 'model', value: 'upstream' }, [])
  assert.equal(text(changed), form.replace('mine', 'upstream'))
  const without = readForm(rewriteForm(bytes(form), read, { name: 'model', value: 'u' }, ['file'])) as Form
  assert.deepEqual(
    without.parts.map(({ name }) => name),
    ['model', 'prompt'],
  )
})

for (const [what, broken, says] of [
  ['nothing', '', /begin/],
  ['JSON', '{"model":"x"}', /begin/],
  ['a delimiter alone', '--x\r\n', /head/],
  ['a part without a name', '--x\r\nA: b\r\n\r\nc\r\n--x--', /without a name/],
  ['a part that never ends', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', /ends before/],
  ['a form that never ends', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x', /ends before/],
  ['too many parts', `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(70)}--x--`, /more than 64/],
] as const) {
  test(`${what} is no form`, () => {
    const read = readForm(bytes(broken))
    assert.ok(typeof read === 'string')
    assert.match(read, says)
  })
}

// Which addresses pass the guard, as tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guardLookup, isGlobalUnicast } from './address-guard.ts'

const refused = `
  0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
  192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
  :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:7f00:1 ::127.0.0.1 fe80::1 fe80::1%lo fec0::1 fc00::1 fd00:ec2::254 ff02::1
  2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 100::1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254 64:ff9b:1::1 5f00::1
  localhost example.com 1.2.3 0x7f.0.0.1 017700000001`
const allowed = `
  1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 198.17.255.255 198.20.0.0 223.255.255.255
  2001:4860:4860::8888 2606:4700::1111 2a00:1450::1 2001:200::1 64:ff9b::8.8.8.8`

for (const address of refused.trim().split(/\s+/)) {
  test(`${address} is no public host`, () => assert.equal(isGlobalUnicast(address), false))
}
for (const address of allowed.trim().split(/\s+/)) {
  test(`${address} is a public host`, () => assert.equal(isGlobalUnicast(address), true))
}

test('a name with public and private addresses keeps only the public ones', () => {
  const lookup = guardLookup(
    (_, __, answer) =>
      answer(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '1.1.1.1', family: 4 },
        { address: '::1', family: 6 },
      ]),
    () => new Error('refused'),
  )
  const answers: unknown[] = []
  lookup('mixed.example', { all: true }, (error, addresses) => answers.push([error, addresses]))
  lookup('mixed.example', {}, (error, address, family) => answers.push([error, address, family]))
  assert.deepEqual(answers, [
    [null, [{ address: '1.1.1.1', family: 4 }]],
    [null, '1.1.1.1', 4],
  ])
})

test('a name with private addresses only is refused', () => {
  const refusal = new Error('refused')
  const lookup = guardLookup(
    (_, __, answer) => answer(null, [{ address: '10.0.0.7', family: 4 }]),
    () => refusal,
  )
  lookup('inside.example', { all: true }, (error) => assert.equal(error, refusal))
})

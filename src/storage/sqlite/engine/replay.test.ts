// The texts that SQLite builds for the replay are those that the writer hashed, whatever characters stand in them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ProviderId } from '../../../contract/ids.ts'
import { emptyStoreFolder, opened } from '../../cases/scratch.ts'
import { ann, creditAnn, furnish, recordOf, requestId, reservation } from '../../cases/scene.ts'
import { databaseFile } from '../open.ts'
import { verifyFile } from './verify-file.ts'

const everySmallCharacter = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join('')
const texts: readonly (readonly [name: string, text: string])[] = [
  ['control characters, quotes and Latin letters', everySmallCharacter],
  ['characters beyond the first plane', '😀 \u{10ffff} \u{2028}\u{2029}\u{fffd}\u{feff}'],
  ['halves of surrogate pairs', 'a\ud800b\udc00'],
  ['text that looks like JSON', '["\\u0041",null] \\" \\\\'],
]

for (const [name, text] of texts) {
  test(`an entry and a usage record verify with ${name} in them`, async (t) => {
    const folder = await emptyStoreFolder()
    const store = await opened(t, { folder })
    await furnish(store, 1_000n)
    await store.credit({ ...creditOf(text), note: text, actor: text })
    await store.reserve(reservation('r1', 60n))
    const said = { model: text, upstreamModel: text, finishReason: text, stoppedBy: text, endpoint: text }
    const record = recordOf('r1', 45n, { ...said, holdNano: 60n, provider: asId<ProviderId>('demo'), providerCostNano: 30n })
    await store.settle({ id: requestId('r1'), record, overrunNano: 0n })
    await creditAnn(store, 7n, 'after it')
    await store.close()
    const { head, findings } = verifyFile(databaseFile(folder), [])
    assert.deepEqual([head.sequence, findings], [5, []])
  })
}

function creditOf(reference: string) {
  return { accountId: ann, kind: 'manual_credit' as const, reference, amountNano: 5n, atMs: 1 }
}

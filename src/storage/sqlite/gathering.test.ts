// When a batch leaves for the writer: at once from who is alone, and together from who comes turn after turn.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchFolder } from '../cases/scratch.ts'
import type { Batch } from './engine/protocol.ts'
import { startHere } from './engine/start-here.ts'
import { startWriter, type WriterClient } from './engine/writer-client.ts'
import { databaseFile } from './open.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A writer whose batches are counted on their way: how many calls each one carries. */
async function countedWriter(): Promise<{ writer: WriterClient; batches: number[] }> {
  const folder = scratchFolder()
  const batches: number[] = []
  const writer = await startWriter({
    where: { folder, file: databaseFile(folder), relaxed: false, fileBytesMax: null },
    start(name, where) {
      const thread = startHere(name, where)
      const post = thread.postMessage.bind(thread)
      thread.postMessage = (message) => {
        if (Array.isArray(message)) batches.push((message as Batch).filter((item) => item === 'durability').length)
        post(message)
      }
      return thread
    },
    onLost: assert.fail,
  })
  return { writer, batches }
}

test('a command alone leaves after one turn that brought no other', async () => {
  const { writer, batches } = await countedWriter()
  const answer = writer.call('durability')
  await turn()
  await turn()
  assert.deepEqual(batches, [1])
  await answer
  await writer.close()
})

test('commands that come turn after turn leave together, and are all answered', async () => {
  const { writer, batches } = await countedWriter()
  const answers: Promise<unknown>[] = []
  for (const comers of [1, 2, 4, 3]) {
    for (let n = 0; n < comers; n++) answers.push(writer.call('durability'))
    await turn()
  }
  await Promise.all(answers)
  assert.deepEqual(batches, [10])
  await writer.close()
})

test('a trickle holds nobody: a turn that brings less than an eighth more ends the waiting', async () => {
  const { writer, batches } = await countedWriter()
  const answers = Array.from({ length: 20 }, () => writer.call('durability'))
  for (let turns = 0; turns < 4; turns++) {
    await turn()
    answers.push(writer.call('durability'))
  }
  await Promise.all(answers)
  assert.ok((batches[0] ?? 0) <= 22, `the first batch left with ${batches[0]} commands`)
  assert.ok(batches.length > 1)
  await writer.close()
})

// `npm run bench:faults`: how long each upstream fault takes to be seen, answered or routed around, and how long an abort takes. Asserts nothing.
import { parseArgs } from 'node:util'
import { systemClock } from '../src/base/clock.ts'
import { openTestGateway } from '../test/gateway/open-test-gateway.ts'
import { hello } from '../test/gateway/open-test-streams.ts'
import { houseFor, type Row, rows } from '../test/faults/upstream-matrix.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, aborts: { type: 'string', default: '200' } } })
const clock = systemClock()

function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
}

function line(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  process.stdout.write(`${name.padEnd(72)} ${quantile(sorted, 0.5).padStart(9)} ${quantile(sorted, 0.99).padStart(9)}\n`)
}

async function timed(row: Row, providers: number, stream: boolean): Promise<number> {
  const house = await houseFor(row, providers)
  const started = clock.elapsed()
  const asked = house.chat({ ...hello, ...row.body, stream })
  const reply = await asked.reply
  if (reply.kind !== 'problem') await asked.text
  const took = clock.elapsed() - started
  await house.close()
  return took
}

/** From the client's leaving to the upstream's socket closing, as the provider's own log has it. */
async function aborts(count: number): Promise<number[]> {
  const house = await openTestGateway()
  house.providers[0]?.script('*', { then: { kind: 'stall_mid_stream' } })
  const times: number[] = []
  for (let made = 1; made <= count; made++) {
    const asked = house.chat({ ...hello, stream: true })
    await asked.received('one')
    const left = clock.now()
    asked.leave()
    await house.providers[0]?.idle()
    times.push((house.providers[0]?.calls.at(-1)?.abortedAt ?? left) - left)
  }
  await house.close()
  return times
}

process.stdout.write(`${'milliseconds'.padEnd(72)} ${'p50'.padStart(9)} ${'p99'.padStart(9)}\n`)
line('a client leaves -> its upstream is closed', await aborts(Number(values.aborts)))
for (const row of rows) {
  for (const [providers, stream] of [
    [1, false],
    [1, true],
    [2, false],
    [2, true],
  ] as const) {
    const times: number[] = []
    for (let round = 0; round < Number(values.rounds); round++) times.push(await timed(row, providers, stream))
    line(`${row.id} ${row.fault}, ${stream ? 'streamed' : 'buffered'}${providers === 2 ? ', another behind' : ''}`, times)
  }
}

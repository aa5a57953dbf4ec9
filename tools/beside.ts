// Runs npm scripts beside each other, for two cores: the output of the last one is shown as it comes, that of the others when they end.
// `NAME=value` before them goes into their environment. Fails when one of them fails. Knows nothing of what they do.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'

const scripts = process.argv.slice(2).filter((each) => !each.includes('='))
const given = process.argv.slice(2).filter((each) => each.includes('='))
const env = { ...Object.fromEntries(given.map((each) => each.split('=', 2) as [string, string])), ...process.env }

async function run(script: string, shownAtOnce: boolean): Promise<boolean> {
  // As `npm run` does it, without a third of a second of loading npm each time.
  const child = spawn(process.execPath, ['--run', script], {
    stdio: ['ignore', shownAtOnce ? 'inherit' : 'pipe', shownAtOnce ? 'inherit' : 'pipe'],
    env,
  })
  const outputs = [child.stdout, child.stderr].map(async (stream) => (stream === null ? Buffer.alloc(0) : buffer(stream)))
  const [code] = (await once(child, 'exit')) as [number | null]
  process.stdout.write(Buffer.concat(await Promise.all(outputs)))
  return code === 0
}

const endings = await Promise.all(scripts.map((script, index) => run(script, index === scripts.length - 1)))
const failed = scripts.filter((_, index) => endings[index] === false)
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`)
  process.exitCode = 1
}

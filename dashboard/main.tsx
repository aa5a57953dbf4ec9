// Starts the dashboard a part at a time: between two parts the page answers whoever touches it. Knows what comes after what, and no page.
import './theme.css'

/** The end of a task: what waits, a tap or a paint, has its turn. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Not in the standard; every engine has it. */
const errors = Error as { stackTraceLimit?: number | undefined }

/**
 * React makes three errors in advance, to throw them later as signals. For a browser under observation (its own tools, Lighthouse) V8 then
 * parses the whole of React once more to give each of them a stack with lines, 15 to 25 ms of a 20 to 30 ms task; without a limit it keeps none.
 */
async function withoutStacks(run: () => Promise<unknown>): Promise<void> {
  const limit = errors.stackTraceLimit
  errors.stackTraceLimit = undefined
  try {
    await run()
  } finally {
    errors.stackTraceLimit = limit
  }
}

async function start(): Promise<void> {
  // Each evaluates one file of the build; without this order the last would evaluate all in one task.
  await withoutStacks(() => import('./start/react.ts'))
  await pause()
  await import('./start/routing.ts')
  await pause()
  const { load, mount } = await import('./start/mount.tsx')
  await pause()
  // The document shows the frame of its page already; it stays until the page is known, whatever became of it: the router shows failures too.
  await load().catch(() => undefined)
  await pause()
  mount()
}

void start()

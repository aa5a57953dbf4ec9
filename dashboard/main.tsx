// Starts the dashboard a part at a time: between two parts the page answers whoever touches it. Knows what comes after what, and no page.
import './theme.css'

/** The end of a task: what waits, a tap or a paint, has its turn. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

async function start(): Promise<void> {
  // Each evaluates one file of the build; without this order the last would evaluate all in one task.
  await import('./start/react.ts')
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

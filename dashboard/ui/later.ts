// Parts of the look that come in a script of their own, once somebody needs them: what a page is painted with does not wait for them.
import { useEffect, useState } from 'react'

export interface Later<Module> {
  /** Fetches the script ahead of time. Rejects like `import` does. */
  readonly load: () => Promise<Module>
  /** Undefined until it is wanted and there. A script that cannot be had fails the page, which offers to load itself again. */
  readonly useWhen: (wanted: boolean) => Module | undefined
}

export function later<Module>(fetchModule: () => Promise<Module>): Later<Module> {
  let there: Module | undefined
  const load = async (): Promise<Module> => {
    there ??= await fetchModule()
    return there
  }
  const useWhen = (wanted: boolean): Module | undefined => {
    const [, setSeen] = useState<Module>()
    const missing = wanted && there === undefined
    useEffect(() => {
      if (!missing) return
      load().then(
        (module) => setSeen(() => module),
        (fault: unknown) =>
          setSeen(() => {
            throw fault
          }),
      )
    }, [missing])
    return wanted ? there : undefined
  }
  return { load, useWhen }
}

/** How long after its load a page is left alone. */
const restMs = 1_500

/** When nothing happens in the page; not every browser says when that is. */
function rest(): Promise<void> {
  return new Promise(
    (resolve) => void (typeof requestIdleCallback === 'function' ? requestIdleCallback(() => resolve()) : setTimeout(resolve)),
  )
}

/**
 * For what the next click will need: once the page is there, one after the other, each in an idle moment of its own. A failure is dropped; the
 * click tries again.
 */
export function whenIdle(steps: readonly (() => Promise<unknown>)[]): void {
  const run = async (): Promise<void> => {
    for (const step of steps) {
      await rest()
      await step().catch(() => undefined)
    }
  }
  const wait = (): void => void setTimeout(() => void run(), restMs)
  if (document.readyState === 'complete') wait()
  else addEventListener('load', wait, { once: true })
}

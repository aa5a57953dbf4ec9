// Makes a failing list of steps shorter while it still fails: leaves out halves, then quarters, down to single steps. Knows no steps.

/** `fails` plays a list; at most `triesMax` lists are played. */
export async function shrink<T>(
  steps: readonly T[],
  fails: (steps: readonly T[]) => Promise<boolean>,
  triesMax = 600,
): Promise<readonly T[]> {
  let left = steps
  let tries = 0
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let again = true
    while (again) {
      again = false
      for (let from = 0; from < left.length && tries < triesMax; ) {
        const shorter = [...left.slice(0, from), ...left.slice(from + size)]
        tries += 1
        if (await fails(shorter)) {
          left = shorter
          again = size === 1
        } else from += size
      }
    }
  }
  return left
}

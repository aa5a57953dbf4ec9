// Which tests there are, which of them share a process and which start first. Knows no disk and no runner.

/** What `npm run test:<part>` runs; `npm test` runs all of them. */
export const testParts: Readonly<Record<string, readonly string[]>> = {
  unit: ['src/**/*.test.ts', 'tools/*.test.ts', 'bench/*.test.ts', 'dashboard/*.test.ts', 'dashboard/format/*.test.ts'],
  system: ['test/**/*.test.ts'],
  dashboard: ['dashboard/e2e/*.test.ts'],
  clients: ['clients/*.test.ts'],
}

/**
 * Folders whose tests keep to what they make: no environment, no signal, no server of their own as a process. A process loads the code once for
 * many of them, which is most of what a short test costs. Every other file has a process to itself.
 */
const sharing = /^(src|tools|bench|dashboard\/(?!e2e\/))/

/**
 * Seconds on two cores, of the files that take more than two. Only the order and the balance of a run depend on them, no verdict: what takes long
 * starts first, so that nothing waits for one file at the end.
 */
export const secondsOf: Readonly<Record<string, number>> = {
  'src/storage/money.test.ts': 10,
  'src/storage/sqlite/verify-file.test.ts': 5,
  'src/storage/sqlite/open.test.ts': 4,
  'src/storage/sqlite/trouble.test.ts': 3,
  'src/storage/equality.test.ts': 3,
  'src/storage/sqlite/usage-sums.test.ts': 3,
  'src/storage/sqlite/crash.test.ts': 3,
  'src/storage/requests.test.ts': 3,
  'src/control/pages.test.ts': 3,
  'src/payments/stripe.test.ts': 3,
  'tools/mutations.test.ts': 3,
  'tools/loopback-only.test.ts': 3,
}
const secondsUnnamed = 0.4

interface Share {
  readonly files: string[]
  seconds: number
}

const secondsFor = (file: string): number => secondsOf[file] ?? secondsUnnamed
const longestFirst = (a: Share, b: Share): number => b.seconds - a.seconds

/** The files of each process, in the order in which the processes start. Files from the root, with forward slashes; each comes once. */
export function planProcesses(files: readonly string[], shares: number): string[][] {
  const ordered = files.toSorted((a, b) => secondsFor(b) - secondsFor(a) || (a < b ? -1 : 1))
  const alone = ordered.filter((file) => !sharing.test(file)).map((file): Share => ({ files: [file], seconds: secondsFor(file) }))
  const shared = Array.from({ length: shares }, (): Share => ({ files: [], seconds: 0 }))
  for (const file of ordered.filter((each) => sharing.test(each))) {
    const lightest = shared.reduce((least, share) => (share.seconds < least.seconds ? share : least))
    lightest.files.push(file)
    lightest.seconds += secondsFor(file)
  }
  return [...alone, ...shared.filter((share) => share.files.length > 0)].sort(longestFirst).map((share) => share.files)
}

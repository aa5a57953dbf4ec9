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
const sharing = /^(src\/|tools\/|bench\/|dashboard\/(?!e2e\/))/

/**
 * Files whose subject is a disk: crashes, syncs, locks, modes, a disk that is full or away, copies to another place, files that are run. What every
 * other file writes may rest in memory.
 */
export const onDisk: ReadonlySet<string> = new Set([
  'test/control/idempotent-crash.test.ts',
  'test/system/backup.test.ts',
  'test/system/bad-input.test.ts',
  'test/system/clock.test.ts',
  'test/system/compile-cache.test.ts',
  'test/system/crash.test.ts',
  'test/system/durable.test.ts',
  'test/system/failing-sync.test.ts',
  'test/system/first-start-cut.test.ts',
  'test/system/full-disk.test.ts',
  'test/system/idempotency.test.ts',
  'test/system/launcher.test.ts',
  'test/system/private-files.test.ts',
  'test/system/production-tree.test.ts',
  'test/system/readme.test.ts',
  'test/system/restore-damaged.test.ts',
  'test/system/rotate-secret.test.ts',
  'test/system/secrets.test.ts',
  'test/system/slices-store-away.test.ts',
  'test/system/stop-in-flight.test.ts',
  'test/system/stop-while-blocked.test.ts',
])

/**
 * Seconds on two cores, of the files that take more than two. Only the order and the balance of a run depend on them, no verdict: what takes long
 * starts first, so that nothing waits for one file at the end.
 */
export const secondsOf: Readonly<Record<string, number>> = {
  'test/simulation/faults.test.ts': 50,
  'test/system/crash.test.ts': 160,
  'clients/clients.test.ts': 120,
  'test/system/cli.test.ts': 90,
  'test/system/bad-input.test.ts': 96,
  'test/simulation/simulation.test.ts': 90,
  'test/system/verify.test.ts': 50,
  'dashboard/e2e/pages.test.ts': 45,
  'dashboard/e2e/newcomer.test.ts': 45,
  'dashboard/e2e/operator.test.ts': 45,
  'dashboard/e2e/sign-in.test.ts': 45,
  'dashboard/e2e/account-forms.test.ts': 45,
  'dashboard/e2e/operator-forms.test.ts': 40,
  'test/system/rotate-secret.test.ts': 35,
  'test/system/balance.test.ts': 30,
  'test/system/prices.test.ts': 29,
  'test/system/demo-wires.test.ts': 25,
  'test/system/canaries.test.ts': 24,
  'test/system/providers.test.ts': 23,
  'test/system/changes-in-flight.test.ts': 22,
  'test/system/race.test.ts': 20,
  'test/system/private-files.test.ts': 19,
  'test/system/drain.test.ts': 19,
  'test/system/playground-token.test.ts': 18,
  'test/system/idempotency.test.ts': 17,
  'test/system/backup.test.ts': 20,
  'test/faults/upstream-matrix.test.ts': 17,
  'test/system/money.test.ts': 16,
  'test/system/production-tree.test.ts': 15,
  'test/control/idempotent-crash.test.ts': 15,
  'test/system/budgets.test.ts': 15,
  'test/system/error-table.test.ts': 15,
  'test/system/secrets.test.ts': 14,
  'test/system/usage-records.test.ts': 14,
  'test/system/receipts.test.ts': 14,
  'test/system/connect-providers.test.ts': 14,
  'test/system/full-disk.test.ts': 12,
  'test/system/streams.test.ts': 12,
  'src/storage/money.test.ts': 6,
  'test/control/contract.test.ts': 10,
  'src/storage/sqlite/open.test.ts': 3,
  'test/faults/fault-provider.test.ts': 4,
  'test/gateway/hedge.test.ts': 4,
  'test/dialects/hostile.test.ts': 4,
  'src/storage/sqlite/trouble.test.ts': 3,
  'src/storage/equality.test.ts': 3,
  'src/storage/sqlite/crash.test.ts': 3,
  'src/storage/requests.test.ts': 2,
  'src/control/pages.test.ts': 2,
  'src/payments/stripe.test.ts': 3,
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

// From rounds of figures to medians, one table and the verdicts. Pure: knows no process and no clock.

export interface Figures {
  readonly requests: number
  /** Answers that were not 2xx, and broken sockets. */
  readonly errors: number
  readonly perSecond: number
  /** Requests for each second of CPU: what one core could carry if the load generator left it alone. */
  readonly perCpuSecond: number
  readonly cpuUs: number
  readonly p50Us: number
  readonly p99Us: number
}

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface Row {
  readonly scenario: string
  readonly variant: string
  readonly requests: number
  readonly errors: number
  readonly perSecond: Spread
  readonly perCpuSecond: Spread
  readonly cpuUs: Spread
  readonly p50Us: Spread
  readonly p99Us: Spread
}

export interface Verdict {
  readonly text: string
  readonly met: boolean
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 }
}

/** Keys are `scenario|variant`, in the order of the first round. */
export function summarise(rounds: ReadonlyMap<string, readonly Figures[]>): Row[] {
  return [...rounds].map(([key, figures]) => {
    const [scenario = '', variant = ''] = key.split('|')
    const of = (name: keyof Figures): Spread => spread(figures.map((one) => one[name]))
    const sum = (name: 'requests' | 'errors'): number => figures.reduce((total, one) => total + one[name], 0)
    const totals = { requests: sum('requests'), errors: sum('errors') }
    return {
      scenario,
      variant,
      ...totals,
      perSecond: of('perSecond'),
      perCpuSecond: of('perCpuSecond'),
      cpuUs: of('cpuUs'),
      p50Us: of('p50Us'),
      p99Us: of('p99Us'),
    }
  })
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
const range = (one: Spread, digits: number): string =>
  `${one.median.toFixed(digits)} (${one.min.toFixed(digits)}-${one.max.toFixed(digits)})`

function find(rows: readonly Row[], scenario: string, variant: string): Row | undefined {
  return rows.find((row) => row.scenario === scenario && row.variant === variant)
}

/** Markdown, so that it can be pasted into docs/internals/performance.md as it is. */
export function printTable(rows: readonly Row[], memory: readonly { variant: string; idleMib: number; afterMib: number }[]): string {
  const lines = rows.map((row) => {
    const nginx = find(rows, row.scenario, 'nginx')
    const direct = find(rows, row.scenario, 'direct')
    const ratio = nginx && row.variant !== 'direct' ? (row.cpuUs.median / nginx.cpuUs.median).toFixed(1) : ''
    const added =
      direct && row.variant !== 'direct'
        ? `${whole(row.p50Us.median - direct.p50Us.median)} / ${whole(row.p99Us.median - direct.p99Us.median)}`
        : ''
    const cells = [
      row.scenario,
      row.variant,
      range(row.cpuUs, 1),
      ratio,
      whole(row.perSecond.median),
      added,
      whole(row.requests),
      String(row.errors),
    ]
    return `| ${cells.join(' | ')} |`
  })
  const head =
    '| load | variant | CPU us/request, median (min-max) | x nginx | requests/s | added p50 / p99 us | requests | errors |\n|---|---|--:|--:|--:|--:|--:|--:|'
  const resident = memory
    .map((one) => `${one.variant}: ${one.idleMib.toFixed(0)} MiB at start, ${one.afterMib.toFixed(0)} MiB after`)
    .join('; ')
  return `${head}\n${lines.join('\n')}\n\nresident memory: ${resident}\n`
}

const first = 'buffered 1 KB, 64 connections'

/** The bars of the first landing; rows without this gateway are judged on errors only. */
export function verdicts(rows: readonly Row[]): Verdict[] {
  const errors = rows.reduce((sum, row) => sum + row.errors, 0)
  const clean = { text: `errors in all rows: ${errors} (bar: 0)`, met: errors === 0 }
  const ours = find(rows, first, 'nexorouter')
  const nginx = find(rows, first, 'nginx')
  if (!ours || !nginx) return [clean]
  const ratio = ours.cpuUs.median / nginx.cpuUs.median
  return [
    clean,
    { text: `CPU per buffered request is ${ratio.toFixed(1)} x nginx (bar: 8)`, met: ratio <= 8 },
    { text: `${whole(ours.perSecond.median)} buffered requests/s on one core (bar: 5 000)`, met: ours.perSecond.median >= 5000 },
  ]
}

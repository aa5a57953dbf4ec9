// Counters and histograms in memory, as the text that Prometheus reads (exposition format 0.0.4). Knows nothing of requests or money.
// By hand: a request adds to a number in a map, and the format is a page long; the usual package costs several times as much per count.

export interface Counter {
  /** The values of its labels, in the order of the names given when it was made: none, one or two. */
  add(by: number | bigint, first?: string, second?: string): void
}

interface Series {
  /** As it is shown: `{status="success"}`. */
  readonly label: string
  value: number | bigint
}

export interface Histogram {
  /** Seconds. */
  observe(seconds: number, label: string): void
}

export interface Metrics {
  /** A count that only grows; `asText` shows a value in its unit. */
  counter(name: string, help: string, labels?: readonly string[], asText?: (value: number | bigint) => string): Counter
  histogram(name: string, help: string, label: string, bounds: readonly number[]): Histogram
  /** Asked for when somebody reads. */
  gauge(name: string, help: string, read: () => number): void
  text(): string
}

/** Series of one name: a bug that makes labels out of what callers send must not fill the memory. */
const seriesMax = 2_000

export function createMetrics(): Metrics {
  const blocks: (() => string)[] = []
  const head = (name: string, help: string, type: string): string => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
  return {
    counter(name, help, labels = [], asText = String) {
      // By the first label, then by the second: a joined text would be made, and entered in the engine's table of texts, for every count.
      const series = new Map<string, Map<string, Series>>()
      let size = 0
      const begin = (first: string, second: string): Series | undefined => {
        if (size >= seriesMax) return undefined
        size += 1
        const one = { label: labels.length === 0 ? '' : labelText(labels, [first, second]), value: 0 }
        const within = series.get(first)
        if (within === undefined) series.set(first, new Map([[second, one]]))
        else within.set(second, one)
        return one
      }
      if (labels.length === 0) begin('', '')
      const line = ({ label, value }: Series): string => `${name}${label} ${asText(value)}\n`
      blocks.push(() => head(name, help, 'counter') + [...series.values()].flatMap((within) => [...within.values()].map(line)).join(''))
      return {
        add(by, first = '', second = '') {
          const one = series.get(first)?.get(second) ?? begin(first, second)
          if (one === undefined) return
          one.value = typeof by === 'bigint' ? BigInt(one.value) + by : Number(one.value) + by
        },
      }
    },
    histogram(name, help, label, bounds) {
      const series = new Map<string, { readonly counts: number[]; sum: number }>()
      blocks.push(
        () =>
          head(name, help, 'histogram') +
          [...series].map(([value, one]) => seriesText(name, `${label}="${escaped(value)}"`, bounds, one)).join(''),
      )
      return {
        observe(seconds, value) {
          let one = series.get(value)
          if (one === undefined) {
            if (series.size >= seriesMax) return
            one = { counts: new Array<number>(bounds.length + 1).fill(0), sum: 0 }
            series.set(value, one)
          }
          let at = 0
          while (at < bounds.length && seconds > (bounds[at] as number)) at++
          one.counts[at] = (one.counts[at] as number) + 1
          one.sum += seconds
        },
      }
    },
    gauge: (name, help, read) => void blocks.push(() => `${head(name, help, 'gauge')}${name} ${read()}\n`),
    text: () => blocks.map((block) => block()).join(''),
  }
}

function seriesText(
  name: string,
  label: string,
  bounds: readonly number[],
  { counts, sum }: { readonly counts: readonly number[]; readonly sum: number },
): string {
  let below = 0
  const rows = counts.map((count, at) => {
    below += count
    return `${name}_bucket{${label},le="${bounds[at] ?? '+Inf'}"} ${below}\n`
  })
  return `${rows.join('')}${name}_sum{${label}} ${sum}\n${name}_count{${label}} ${below}\n`
}

function labelText(names: readonly string[], values: readonly string[]): string {
  return `{${names.map((name, at) => `${name}="${escaped(values[at] ?? '')}"`).join(',')}}`
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))
}

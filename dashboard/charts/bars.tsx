// Bars over time, with the interval under the pointer spelled out, and the same figures as a table for who wants or needs them.
import { Table2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Table } from '../ui/table.tsx'

export interface Part {
  readonly name: string
  /** A height; only its proportion to the others is drawn. */
  readonly value: number
  readonly className: string
}

export interface Bar {
  readonly startMs: number
  /** From the ground up. */
  readonly parts: readonly Part[]
  /** The interval in words: `26 Nov 11:00 to 12:00 UTC`. */
  readonly when: string
  /** What the parts amount to, in words, in the same order. */
  readonly words: readonly (readonly [name: string, value: string])[]
}

interface Props {
  readonly label: string
  readonly bars: readonly Bar[]
  readonly height?: string
  readonly onPick?: (bar: Bar) => void
  readonly note?: ReactNode
  /** Said in the place of bars when there is nothing to show. */
  readonly empty?: string
}

const heightOf = (bar: Bar): number => bar.parts.reduce((sum, part) => sum + part.value, 0)

export function Bars({ label, bars, height = 'h-40', onPick, note, empty }: Props) {
  const [asTable, setAsTable] = useState(false)
  if (empty !== undefined && bars.every((bar) => heightOf(bar) === 0)) {
    return <p className={cx('flex items-center justify-center text-quiet', height)}>{empty}</p>
  }
  return (
    <figure aria-label={label}>
      {asTable ? <BarsTable label={label} bars={bars} /> : <Plot label={label} bars={bars} height={height} {...(onPick && { onPick })} />}
      <figcaption className="flex items-center justify-between gap-3 pt-1.5 text-xs text-faint">
        <span className="figures">{bars[0]?.when.replace(/ (?:to|–) .*/, ' UTC')}</span>
        <span className="flex items-center gap-3">
          {note}
          <IconButton label={asTable ? 'Show the chart' : 'Show as a table'} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            <Table2 size={14} />
          </IconButton>
        </span>
      </figcaption>
    </figure>
  )
}

function Plot({ label, bars, height, onPick }: { label: string; bars: readonly Bar[]; height: string; onPick?: (bar: Bar) => void }) {
  const [at, setAt] = useState<number>()
  const top = Math.max(...bars.map(heightOf), 0)
  const shown = at === undefined ? undefined : bars[at]
  return (
    <div className="relative" onMouseLeave={() => setAt(undefined)}>
      <div
        className={cx('flex items-end gap-px border-b border-edge sm:gap-0.5', height)}
        role="img"
        aria-label={`${label}; the table beside it has the figures`}
      >
        {bars.map((bar, index) => (
          <div
            key={bar.startMs}
            onMouseEnter={() => setAt(index)}
            onClick={onPick && (() => onPick(bar))}
            className={cx('group flex h-full min-w-0 flex-1 flex-col justify-end', onPick !== undefined && 'cursor-zoom-in')}
          >
            <Stack bar={bar} top={top} dim={at !== undefined && at !== index} />
          </div>
        ))}
      </div>
      {shown !== undefined && at !== undefined && <Tip bar={shown} at={(at + 0.5) / bars.length} />}
    </div>
  )
}

/** The topmost part stands first: the stack grows from the ground. */
function Stack({ bar, top, dim }: { bar: Bar; top: number; dim: boolean }) {
  const all = heightOf(bar)
  return (
    <div
      className={cx('flex w-full flex-col-reverse overflow-hidden rounded-t-[3px] transition-opacity', dim && 'opacity-45')}
      style={{ height: all === 0 || top === 0 ? '0' : `max(2px, ${(all / top) * 100}%)` }}
    >
      {bar.parts.map((part) => (
        <div key={part.name} className={part.className} style={{ flexGrow: part.value, minHeight: part.value > 0 ? '2px' : '0' }} />
      ))}
    </div>
  )
}

function Tip({ bar, at }: { bar: Bar; at: number }) {
  const side = at < 0.5 ? { left: `${at * 100}%` } : { right: `${(1 - at) * 100}%` }
  return (
    <div className="pointer-events-none absolute top-0 z-10 mx-3 min-w-44 rounded-lg bg-raised px-3 py-2 text-xs shadow-float" style={side}>
      <p className="figures mb-1 text-faint">{bar.when}</p>
      {bar.words.map(([name, value], index) => (
        <p key={name} className="flex items-center gap-2">
          <span aria-hidden className={cx('size-2 rounded-[2px]', bar.parts[index]?.className ?? 'bg-transparent')} />
          <span className="text-quiet">{name}</span>
          <span className="figures ml-auto pl-4 font-medium">{value}</span>
        </p>
      ))}
    </div>
  )
}

function BarsTable({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const names = bars[0]?.words.map(([name]) => name) ?? []
  return (
    <div className="max-h-72 overflow-y-auto rounded-lg border border-line">
      <Table
        label={label}
        rows={bars.filter((bar) => heightOf(bar) > 0)}
        keyOf={(bar) => String(bar.startMs)}
        columns={[
          { name: 'Interval (UTC)', cell: (bar) => bar.when.replace(' UTC', '') },
          ...names.map((name, index) => ({ name, figures: true, cell: (bar: Bar) => bar.words[index]?.[1] ?? '–' })),
        ]}
      />
    </div>
  )
}

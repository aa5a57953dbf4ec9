// Tables: hairlines, figures to the right, rows that open something. On a phone rows become cards, or the table scrolls inside its own frame.
import type { KeyboardEvent, ReactNode } from 'react'
import { cx } from './cx.ts'
import { useFirstPart } from './first-part.ts'
import { type WidthStep, useWidth } from './use-width.ts'

export interface Column<Row> {
  readonly name: string
  /** Figures stand to the right so that they can be compared. */
  readonly figures?: boolean
  readonly cell: (row: Row) => ReactNode
  readonly className?: string
  /** Left out below this width. */
  readonly from?: WidthStep
  /** For columns of actions: the name is there for screen readers only. */
  readonly silent?: boolean
}

interface Props<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly onOpen?: (row: Row) => void
  readonly isOpen?: (row: Row) => boolean
  /** What a row looks like on a phone; without it rows with actions are stacked, and others scroll sideways. */
  readonly card?: (row: Row) => ReactNode
}

function cellClass<Row>(column: Column<Row>): string {
  return cx('px-3 first:pl-5 last:pr-5', column.figures === true ? 'figures text-right' : 'text-left', column.className)
}

export function Table<Row>({ card, ...props }: Props<Row>) {
  const isFrom = useWidth()
  const columns = props.columns.filter(({ from }) => from === undefined || isFrom(from))
  if (isFrom('sm')) return <Rows {...props} columns={columns} />
  if (card !== undefined) return <Cards {...props} card={card} />
  return props.columns.some(({ silent }) => silent === true) ? <Stacks {...props} /> : <Rows {...props} columns={columns} />
}

/** A row below the screen is neither styled nor laid out before somebody scrolls there; until then it is taken to be so high. */
const cardOnDemand = '[content-visibility:auto] [contain-intrinsic-size:auto_4.25rem]'
const stackOnDemand = '[content-visibility:auto] [contain-intrinsic-size:auto_8rem]'

/** Of a table with actions: what a row is called, its figures by name, and the actions where a thumb finds them. */
function Stacks<Row>({ label, columns, rows, keyOf, onOpen }: Omit<Props<Row>, 'card'>) {
  const [first, ...others] = columns.filter((column) => column.silent !== true)
  const shown = useFirstPart(rows)
  const facts = others.filter(({ from: width }) => width === undefined || width === 'sm' || width === 'md')
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {shown.map((row) => (
        <li key={keyOf(row)} className={cx(stackOnDemand, 'space-y-2 px-4 py-3')}>
          {onOpen === undefined ? (
            <div className="[overflow-wrap:anywhere]">{first?.cell(row)}</div>
          ) : (
            <button type="button" onClick={() => onOpen(row)} className="block w-full text-left [overflow-wrap:anywhere]">
              {first?.cell(row)}
            </button>
          )}
          <dl className="flex flex-wrap gap-x-6 gap-y-1.5">
            {facts.map((column) => (
              <div key={column.name} className="min-w-0">
                <dt className="text-xs text-faint">{column.name}</dt>
                <dd className={cx(column.figures === true && 'figures')}>{column.cell(row)}</dd>
              </div>
            ))}
          </dl>
          {columns
            .filter((column) => column.silent === true)
            .map((column) => (
              <div key={column.name} className="flex [&>span]:justify-start">
                {column.cell(row)}
              </div>
            ))}
        </li>
      ))}
    </ul>
  )
}

function Cards<Row>({ label, rows, keyOf, onOpen, card }: Props<Row> & { card: (row: Row) => ReactNode }) {
  const shown = useFirstPart(rows)
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {shown.map((row) => (
        <li key={keyOf(row)} className={cardOnDemand}>
          {onOpen === undefined ? (
            <div className="px-4 py-3">{card(row)}</div>
          ) : (
            <button type="button" onClick={() => onOpen(row)} className="block w-full px-4 py-3 text-left focus-visible:-outline-offset-2">
              {card(row)}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

function Rows<Row>({ label, columns, rows, keyOf, onOpen, isOpen }: Omit<Props<Row>, 'card'>) {
  const open = (event: KeyboardEvent, row: Row): void => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return
    event.preventDefault()
    onOpen?.(row)
  }
  return (
    <div className="relative overflow-x-auto" role="region" aria-label={label} tabIndex={0}>
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="border-b border-line text-xs text-faint">
            {columns.map((column) => (
              <th key={column.name} scope="col" className={cx(cellClass(column), 'h-9 font-medium whitespace-nowrap')}>
                {column.silent === true ? <span className="sr-only">{column.name}</span> : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              tabIndex={onOpen === undefined ? undefined : 0}
              onClick={onOpen === undefined ? undefined : () => onOpen(row)}
              onKeyDown={onOpen === undefined ? undefined : (event) => open(event, row)}
              className={cx(
                'transition-colors duration-75 focus-visible:-outline-offset-2',
                onOpen !== undefined && 'cursor-pointer hover:bg-hover/60',
                isOpen?.(row) === true && 'bg-accent-soft/60',
              )}
            >
              {columns.map((column) => (
                <td key={column.name} className={cx(cellClass(column), 'h-11')}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

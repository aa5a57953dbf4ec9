// What a request was charged for: one line per kind of token at its rate, what was taken back, and the price version behind it.
import type { CostLineJson, UsageDetailJson } from '../../../src/contract/usage-api.ts'
import { exactUsd, quotaText } from '../../format/money.ts'
import { count } from '../../format/number.ts'
import { utcDay } from '../../format/time.ts'
import { cx } from '../../ui/cx.ts'
import { Skeleton } from '../../ui/states.tsx'

const kindNames: Readonly<Record<CostLineJson['kind'], string>> = {
  input: 'Input',
  cached_input: 'Cached input',
  cache_write: 'Cache write',
  output: 'Output',
  reasoning: 'Reasoning',
  fees: 'Fees per call',
}

/** What the record says without the price book. */
function countsOf(record: UsageDetailJson): readonly CostLineJson[] {
  const { prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens } = record
  const lines = [
    ['input', prompt_tokens - cached_tokens],
    ['cached_input', cached_tokens],
    ['output', completion_tokens - reasoning_tokens],
    ['reasoning', reasoning_tokens],
  ] as const
  return lines.filter(([, tokens]) => tokens > 0).map(([kind, tokens]) => ({ kind, tokens, usd_per_million: null, usd: '' }))
}

export function CostBreakdown({ record, complete }: { record: UsageDetailJson; complete: boolean }) {
  const { reversed_usd: reversed } = record
  return (
    <div className="rounded-lg border border-line">
      <table className="w-full text-sm">
        <caption className="sr-only">What was charged, by kind of token</caption>
        <thead>
          <tr className="text-xs text-faint">
            <th scope="col" className="px-4 pt-2 text-left font-medium">
              Kind
            </th>
            <th scope="col" className="px-2 pt-2 text-right font-medium">
              Tokens
            </th>
            <th scope="col" className="px-2 pt-2 text-right font-medium max-sm:hidden">
              Per million
            </th>
            <th scope="col" className="px-4 pt-2 text-right font-medium">
              Cost
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {(record.cost_lines ?? countsOf(record)).map((line) => (
            <CostLine key={line.kind} line={line} complete={complete} />
          ))}
          <Total name="Charged" usd={record.cost_usd} strong={reversed === '0'} />
          {reversed !== '0' && (
            <>
              <Total name="Taken back" usd={`-${reversed}`} />
              <Total name="Billed" usd={record.billed_usd} strong />
            </>
          )}
        </tbody>
      </table>
      <Notes record={record} />
    </div>
  )
}

function CostLine({ line, complete }: { line: CostLineJson; complete: boolean }) {
  return (
    <tr>
      <th scope="row" className="px-4 py-2 text-left font-normal text-quiet">
        {kindNames[line.kind]}
      </th>
      <td className="figures px-2 py-2 text-right">{line.tokens === null ? '' : count(line.tokens)}</td>
      <td className="figures px-2 py-2 text-right text-quiet max-sm:hidden">
        {line.usd_per_million !== null && exactUsd(line.usd_per_million)}
      </td>
      <td className="figures px-4 py-2 text-right">
        {line.usd !== '' ? (
          exactUsd(line.usd)
        ) : complete ? (
          <span className="text-faint">–</span>
        ) : (
          <Skeleton className="ml-auto h-3.5 w-16" />
        )}
      </td>
    </tr>
  )
}

function Total({ name, usd, strong = false }: { name: string; usd: string; strong?: boolean }) {
  return (
    <tr className={cx(strong && 'font-semibold')}>
      <th scope="row" colSpan={2} className={cx('px-4 py-2 text-left', strong ? 'font-semibold' : 'font-normal text-quiet')}>
        {name}
      </th>
      <td className="max-sm:hidden" />
      <td className="figures px-4 py-2 text-right">{usd.startsWith('-') ? `−${exactUsd(usd.slice(1))}` : exactUsd(usd)}</td>
    </tr>
  )
}

function Notes({ record }: { record: UsageDetailJson }) {
  const { price, price_version: version } = record
  return (
    <p className="border-t border-line px-4 py-2 text-xs text-faint [overflow-wrap:anywhere]">
      {version === null
        ? 'No price was applied: the request was not charged.'
        : `${quotaText(record.quota)} quota. Price version ${version}${price === null ? '' : `, in force since ${utcDay(price.effective_from)}`}. The sum of the parts is rounded up once, to a billionth of a dollar.`}
      {record.reversed_for !== null && ` Taken back because nothing was delivered (${record.reversed_for.replaceAll('_', ' ')}).`}
      {record.estimated && ' The provider reported no usable counts, so the tokens were counted here.'}
    </p>
  )
}

// What a request was charged for: token counts by kind and the price version that was applied.
import type { UsageJson } from '../../../src/contract/usage.ts'
import { exactUsd } from '../../format/money.ts'
import { count } from '../../format/number.ts'

export function CostBreakdown({ record }: { record: UsageJson }) {
  const lines = [
    ['Input tokens', record.prompt_tokens - record.cached_tokens],
    ['Cached input tokens', record.cached_tokens],
    ['Output tokens', record.completion_tokens],
  ] as const
  return (
    <div className="rounded-lg border border-line">
      <table className="w-full text-sm">
        <caption className="sr-only">What was charged</caption>
        <tbody className="divide-y divide-line">
          {lines
            .filter(([name, tokens]) => tokens > 0 || name !== 'Cached input tokens')
            .map(([name, tokens]) => (
              <tr key={name}>
                <th scope="row" className="px-4 py-2 text-left font-normal text-quiet">
                  {name}
                  {name === 'Output tokens' && record.reasoning_tokens > 0 && ` (${count(record.reasoning_tokens)} of them reasoning)`}
                </th>
                <td className="figures px-4 py-2 text-right">{count(tokens)}</td>
              </tr>
            ))}
          <tr>
            <th scope="row" className="px-4 py-2 text-left font-semibold">
              Charged
            </th>
            <td className="figures px-4 py-2 text-right font-semibold">{exactUsd(record.cost_usd)}</td>
          </tr>
        </tbody>
      </table>
      <p className="border-t border-line px-4 py-2 text-xs text-faint">
        {record.price_version === null ? 'No price was applied: the request was not charged.' : `Price version ${record.price_version}.`}
        {record.estimated && ' The provider reported no usable counts, so the tokens were counted here.'}
      </p>
    </div>
  )
}

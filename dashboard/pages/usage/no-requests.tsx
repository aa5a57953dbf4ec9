// Usage Logs without a row: because of the filters, or because nothing was asked yet. The two need different next steps.
import { ScrollText, SearchX } from 'lucide-react'
import { activeFilters, ranges, rangeDefault, type UsageSearch } from '../../format/usage-search.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { curlLine } from '../snippets.ts'

export function NoRequests({ search, onChange }: { search: UsageSearch; onChange: (next: UsageSearch) => void }) {
  const filtered = activeFilters(search).length > 0 || search.from !== undefined
  if (filtered) {
    return (
      <EmptyState
        icon={<SearchX size={18} />}
        title="No request matches these filters"
        action={<Button onClick={() => onChange({ range: '30d' })}>Clear them and look at 30 days</Button>}
      >
        Filters match exactly, and IDs are case-sensitive.
      </EmptyState>
    )
  }
  const range = search.range ?? rangeDefault
  return (
    <EmptyState
      icon={<ScrollText size={18} />}
      title={range === 'all' ? 'No requests yet' : `No requests in the ${ranges[range].toLowerCase()}`}
      action={range === 'all' ? undefined : <Button onClick={() => onChange({ range: 'all' })}>Look at all time</Button>}
    >
      <p>Paste this with one of your keys to make one. It appears here within a second.</p>
      <div className="mt-4 w-[min(34rem,calc(100vw-5rem))] text-left">
        <CodeBlock code={curlLine()} label="first request" />
      </div>
    </EmptyState>
  )
}

// Where everything is: each link of the dashboard is built here. Knows no components.
import { dashboardPaths } from '../src/contract/dashboard-paths.ts'
import type { UsageSearch } from './format/usage-search.ts'

const { model: _model, doc: _doc, oidcServiceCallback: _service, ...fixed } = dashboardPaths

/** Slashes of a model ID stay slashes: `/models/Qwen/Qwen-Plus`. */
function encodeRest(rest: string): string {
  return rest.split('/').map(encodeURIComponent).join('/')
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`
}

export const paths = {
  ...fixed,
  modelOf: (id: string) => `${fixed.models}/${encodeRest(id)}`,
  docOf: (page: string, heading?: string) => `${fixed.docs}/${encodeRest(page)}${heading === undefined ? '' : `#${heading}`}`,
  usageOf: (search: UsageSearch) => withQuery(fixed.usage, search),
  requestOf: (id: string) => withQuery(fixed.usage, { id }),
  playgroundOf: (model: string) => withQuery(fixed.playground, { model }),
} as const

// The explanation of a route, as a usage record has it, in words. Knows no components; what it does not understand it shows as it came.

export interface RouteWords {
  /** One sentence: how the first offer was chosen. */
  readonly chosen: string
  /** In the order in which they would be asked. */
  readonly asked: readonly string[]
  readonly leftOut: readonly { readonly offer: string; readonly reason: string }[]
}

const chosenBy: Readonly<Record<string, string>> = {
  only_open: 'The only offer that could be asked.',
  weight: 'Drawn by weight.',
  sticky: 'It answered this conversation before, so its prompt is cached there.',
  order: 'In the order that the request asked for.',
  price: 'The cheapest first.',
  latency: 'The fastest to begin first.',
  throughput: 'The most tokens a second first.',
  last_resort: 'All offers were cooling down; the least bad one was asked once.',
  none: 'No offer could be asked.',
}

/** Null: a text that is no explanation, such as that of a replayed answer. */
export function routeWords(routing: string): RouteWords | null {
  let value: unknown
  try {
    value = JSON.parse(routing)
  } catch {
    return null
  }
  const { why, try: asked, not } = (value ?? {}) as { why?: unknown; try?: unknown; not?: unknown }
  if (typeof why !== 'string' || !Array.isArray(asked) || !Array.isArray(not)) return null
  return {
    chosen: chosenBy[why] ?? why,
    asked: asked.map((one) => (Array.isArray(one) ? `${String(one[0])} for ${String(one[1])}` : String(one))),
    leftOut: not.map((one) => ({ offer: String((one as unknown[])[0]), reason: reasonWords(String((one as unknown[])[1])) })),
  }
}

/** `outlier 12s` -> `outlier, for 12 s`; `not_in_only` -> `not in only`. */
function reasonWords(reason: string): string {
  return reason.replace(/ (\d+)s$/, ', for $1 s').replaceAll('_', ' ')
}

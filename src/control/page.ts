// Lists in pages: what a caller asks for (`limit`, `after`), and what they get (`data`, `next`). The same for every list; knows none.
import { z } from 'zod'
import { ok, refuse, type Result } from '../base/result.ts'
import type { Page } from '../contract/page.ts'
import { type Problem, problem } from '../contract/problems.ts'
import { answer, type Outcome } from './endpoint.ts'

/** A page that fits a screen; the most the stores give at once. */
const limitDefault = 50
const limitMax = 1_000

/** What every list takes. */
export const pageQuery: readonly string[] = ['limit', 'after']

/** The body of every list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    next: z.string().nullable().meta({ description: 'Give it as `after` to get the next page; null at the end.' }),
  })
}

/** `place` tells the texts that may be an end of a page of this list. */
export function readPage(query: URLSearchParams, place: RegExp): Result<Page, Problem> {
  const text = query.get('limit')
  const limit = text === null ? limitDefault : /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > limitMax)
    return refuse(problem('invalid_request', `\`limit\` must be a whole number from 1 to ${limitMax}.`, { param: 'limit' }))
  const after = query.get('after')
  if (after === null || place.test(after)) return ok({ limit, after })
  const message = '`after` is not the end of a page of this list: give the `next` of the page before.'
  return refuse(problem('invalid_request', message, { param: 'after' }))
}

/** What to ask a store for: the row beyond the page tells whether there is a next one. */
export function withNext<Place>({ limit, after }: Page<Place>): Page<Place> {
  return { limit: limit + 1, after }
}

interface Listed<Row> {
  /** The end of a page as a text: what `readPage` was given the form of. */
  readonly placeOf: (row: Row) => string
  readonly json: (row: Row) => unknown
}

/** `rows` are those of the page and, when there is a next one, its first. */
export function answerPage<Row>(rows: readonly Row[], { limit }: Pick<Page, 'limit'>, { placeOf, json }: Listed<Row>): Outcome {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return answer({ data: shown.map(json), next: last === undefined ? null : placeOf(last) })
}

/** A page of a list that is short by its own limit and at hand as a whole, in the order of its IDs. */
export function answerPart<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { limit, after, newestFirst }: Page & { readonly newestFirst: boolean },
  json: (row: Row) => unknown,
): Outcome {
  const behind = after === null ? rows : rows.filter(({ id }) => (newestFirst ? id < after : id > after))
  return answerPage(behind, { limit }, { placeOf: ({ id }) => id, json })
}

/** A list that the configuration bounds, given whole. */
export function answerWhole(data: readonly unknown[]): Outcome {
  return answer({ data, next: null })
}

// The `limit` of a list: a whole number in bounds, or a refusal. Knows no lists.
import { ok, refuse, type Result } from '../base/result.ts'
import { type Problem, problem } from '../contract/problems.ts'

/** A page that fits a screen; the most the stores give at once. */
const limitDefault = 50
const limitMax = 1_000

export function readLimit(query: URLSearchParams): Result<number, Problem> {
  const text = query.get('limit')
  if (text === null) return ok(limitDefault)
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= limitMax) return ok(limit)
  return refuse(problem('invalid_request', `\`limit\` must be a whole number from 1 to ${limitMax}.`, { param: 'limit' }))
}

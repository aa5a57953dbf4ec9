// From body bytes to a checked input, or a refusal that names the field. Knows no endpoints.
import type { z } from 'zod'
import { ok, refuse, type Result } from '../base/result.ts'
import { type Problem, problem } from '../contract/problems.ts'

export function readInput<Input>(body: Buffer, schema: z.ZodType<Input>): Result<Input, Problem> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return refuse(problem('invalid_request', 'The body is not valid JSON in UTF-8.'))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(problem('invalid_request', 'The body must be a JSON object.'))
  }
  const parsed = schema.safeParse(value)
  return parsed.success ? ok(parsed.data) : refuse(refusalOf(parsed.error.issues[0], value))
}

/** The first issue in our words; the path is written as in code: `models[2]`. */
function refusalOf(issue: z.core.$ZodIssue | undefined, input: unknown): Problem {
  const path = (issue?.path ?? []).reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`),
    '',
  )
  if (issue?.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? ''
    return problem('invalid_request', `unknown field \`${name.slice(0, 100)}\``, { param: path === '' ? name : `${path}.${name}` })
  }
  const found = (issue?.path ?? []).reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], input)
  const what = found === undefined ? 'is missing' : (issue?.message ?? 'is not valid')
  return problem('invalid_request', path === '' ? what : `\`${path}\` ${what}`, { param: path === '' ? null : path })
}

// The bytes of a request -> one JSON object, bounded and without surprises, or what is wrong with it. Knows no field.
import { scanJsonObject, type ScanFault, type ScanLimits, topLevelSpans } from '../base/json-scan.ts'
import { spliceJson } from '../base/json-splice.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { decodeUtf8 } from '../base/utf8.ts'
import type { WireSpan } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { RoutePreferences } from '../contract/route-preferences.ts'
import type { NamedInPath } from './dialect.ts'
import { preferenceMembers, readPreferences, speaksOfPreferences } from './read-preferences.ts'
import type { Fields } from './wire-fields.ts'

export interface JsonObject {
  readonly fields: Fields
  /** What a provider may be sent: the caller's own, unless some of it spoke to this server. */
  readonly bytes: Uint8Array
  /** Where the members lie in the bytes. */
  readonly spans: readonly WireSpan[]
  /** What the request says of providers and models; absent, as a rule: nothing. */
  readonly preferences?: RoutePreferences
}

/** `named`: the wire names the model in its path. */
export function readJsonObject(bytes: Uint8Array, limits: ScanLimits, named?: NamedInPath): Result<JsonObject, Problem> {
  const scan = scanJsonObject(bytes, limits)
  if (!scan.ok) return refuse(bodyProblem(scan.fault, bytes))
  let fields: Fields
  try {
    fields = JSON.parse(decodeUtf8(bytes)) as Fields
  } catch (error) {
    return refuse(problem('invalid_request', `The body is not valid JSON: ${(error as Error).message.split('\n')[0]?.slice(0, 120)}.`))
  }
  const read: JsonObject = { fields, bytes, spans: scan.spans }
  return speaksOfPreferences(fields) ? withoutPreferences(read, named) : ok(read)
}

/** What speaks to this server is taken out once, so that nothing behind this line has to know of it. */
function withoutPreferences({ fields, bytes, spans }: JsonObject, named: NamedInPath | undefined): Result<JsonObject, Problem> {
  const preferences = readPreferences(fields)
  if ('param' in preferences) return refuse(problem('invalid_request', preferences.message, { param: preferences.param }))
  const changes = new Map<string, string | null>(preferenceMembers.map((name) => [name, null]))
  const [first] = preferences.models
  // Without a model of its own, a request means the first of its list.
  const unnamed = named === undefined && fields['model'] === undefined && first !== undefined
  if (unnamed) changes.set('model', JSON.stringify(first))
  const own = spliceJson(bytes, spans, changes)
  const left = Object.fromEntries(Object.entries(fields).filter(([name]) => !changes.has(name)))
  const whole = unnamed ? { ...left, model: first } : left
  const models = unnamed ? preferences.models.slice(1) : preferences.models
  return ok({ fields: whole, bytes: own, spans: topLevelSpans(own) ?? [], preferences: { ...preferences, models } })
}

function bodyProblem(fault: ScanFault, bytes: Uint8Array): Problem {
  switch (fault.reason) {
    case 'invalid_utf8':
      return problem('invalid_request', 'The body is not valid UTF-8.')
    case 'too_deep':
      return problem('invalid_request', `The body nests arrays and objects too deeply (at byte ${fault.at}).`)
    case 'too_many_values':
      return problem('invalid_request', `The body holds too many values (at byte ${fault.at}).`)
    case 'not_an_object':
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
        return problem(
          'invalid_request',
          'The body begins with a byte order mark (EF BB BF), which JSON must not; save it as UTF-8 without one.',
        )
      return problem('invalid_request', bytes.length === 0 ? 'The body is empty; send a JSON object.' : 'The body must be a JSON object.')
    case 'duplicate_name':
      return problem(
        'invalid_request',
        `The name ${JSON.stringify(fault.name.slice(0, 80))} appears twice in one object; which value counts would be a guess.`,
        {
          param: /^[A-Za-z0-9_.-]{1,80}$/.test(fault.name) ? fault.name : null,
        },
      )
    case 'escaped_name':
      return problem('invalid_request', `Top-level names must be written without escapes (${fault.name.slice(0, 80)}).`)
    case 'syntax':
      return problem('invalid_request', `The body is not valid JSON (at byte ${fault.at}).`)
  }
}

// The bytes of a request -> one JSON object, bounded and without surprises, or what is wrong with it. Knows no field.
import { scanJsonObject, type ScanFault, type ScanLimits } from '../base/json-scan.ts'
import { ok, refuse, type Result } from '../base/result.ts'
import { decodeUtf8 } from '../base/utf8.ts'
import type { WireSpan } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { Fields } from './wire-fields.ts'

export interface JsonObject {
  readonly fields: Fields
  /** Where the members lie in the bytes. */
  readonly spans: readonly WireSpan[]
}

export function readJsonObject(bytes: Uint8Array, limits: ScanLimits): Result<JsonObject, Problem> {
  const scan = scanJsonObject(bytes, limits)
  if (!scan.ok) return refuse(bodyProblem(scan.fault, bytes))
  try {
    return ok({ fields: JSON.parse(decodeUtf8(bytes)) as Fields, spans: scan.spans })
  } catch (error) {
    return refuse(problem('invalid_request', `The body is not valid JSON: ${(error as Error).message.split('\n')[0]?.slice(0, 120)}.`))
  }
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

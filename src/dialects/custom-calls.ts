// Tools that take free text, where the upstream only knows functions: their calls come back as `{"input": "..."}` and are unwrapped here.
import { parseJson } from '../base/exact-json.ts'
import type { CommonEvent } from './common-answer.ts'
import type { CommonRequest } from './common-request.ts'
import { fieldsOf, textOf } from './wire-fields.ts'

/** A step for one stream. Calls of functions pass as they are; a custom call is held until its arguments are whole. */
export function unwrapCalls(request: Pick<CommonRequest, 'settings'>): (event: CommonEvent) => readonly CommonEvent[] {
  const custom = new Set((request.settings.tools?.value ?? []).flatMap((tool) => (tool.custom === undefined ? [] : [tool.name])))
  if (custom.size === 0) return (event) => [event]
  const held = new Map<string, string>()
  return (event) => {
    if (event.kind === 'begin' || event.kind === 'finish' || event.kind === 'logprobs') return [event]
    const name = `${event.choice}.${event.part}`
    if (event.kind === 'open' && event.what === 'tool_call' && custom.has(event.name ?? '')) {
      held.set(name, '')
      return [{ ...event, what: 'custom_call' }]
    }
    const sofar = held.get(name)
    if (sofar === undefined) return [event]
    if (event.kind === 'more') {
      held.set(name, sofar + event.text)
      return []
    }
    if (event.kind !== 'close') return [event]
    held.delete(name)
    const { choice, part } = event
    return [{ kind: 'more', choice, part, text: textOf(fieldsOf(parseJson(sofar))['input']) ?? sofar }, event]
  }
}

// The parts of a Responses request that make a provider charge for more than text: which they are, not what they cost. Knows no models.
import type { Extra } from '../../contract/chat.ts'
import { type Fields, fieldsOf, textOf } from '../wire-fields.ts'

/** Inlined audio; what is no base64 text has no bytes, and the provider refuses it. */
export function audioExtra(part: Fields, param: string): Extract<Extra, { kind: 'audio_input' }> {
  const { data, format } = fieldsOf(part['input_audio'])
  return { kind: 'audio_input', param, format: textOf(format) ?? '', bytes: Math.ceil(((textOf(data)?.length ?? 0) * 3) / 4) }
}

// The parts of a Gemini request that make a provider charge for more than text: which they are, not what they cost. Knows no models.
import type { Extra } from '../../contract/chat.ts'
import { countOf } from '../token-counts.ts'
import { type Fields, fieldsOf, listOf, textOf } from '../wire-fields.ts'

/** Inlined audio; `inline` is its `inlineData`. */
export function audioExtra(inline: Fields, param: string): Extract<Extra, { kind: 'audio_input' }> {
  const format = (textOf(inline['mimeType']) ?? '').replace(/^audio\/(?:x-)?/, '')
  return { kind: 'audio_input', param, format, bytes: Math.ceil(((textOf(inline['data'])?.length ?? 0) * 3) / 4) }
}

/** Tokens of one kind in a list of `{modality, tokenCount}`. */
export function tokensOfModality(list: unknown, modality: string): number {
  const rows = listOf(list).map(fieldsOf)
  return rows.filter((row) => row['modality'] === modality).reduce((sum, row) => sum + (countOf(row['tokenCount']) ?? 0), 0)
}

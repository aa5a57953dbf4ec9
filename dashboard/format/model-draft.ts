// A model as the form that publishes it holds it, and as the control API takes it. Knows no components.
import type { Capability } from '../../src/contract/capabilities.ts'
import type { PublishModelInput } from '../../src/contract/providers-api.ts'

export interface ModelDraft {
  readonly upstreamModel: string
  readonly id: string
  readonly capabilities: readonly Capability[]
  readonly contextLength: string
  readonly maxOutputTokens: string
  /** USD per million tokens, as typed. */
  readonly input: string
  readonly cachedInput: string
  readonly output: string
}

export const emptyModelDraft: ModelDraft = {
  upstreamModel: '',
  id: '',
  capabilities: ['chat'],
  contextLength: '',
  maxOutputTokens: '',
  input: '',
  cachedInput: '',
  output: '',
}

export type ModelDraftFaults = { readonly [field in keyof ModelDraft]?: string }
export type ReadModelDraft =
  | { readonly ok: true; readonly input: PublishModelInput }
  | { readonly ok: false; readonly faults: ModelDraftFaults }

export function publishInput(provider: string, draft: ModelDraft): ReadModelDraft {
  const faults: { -readonly [field in keyof ModelDraft]?: string } = {}
  const upstreamModel = draft.upstreamModel.trim()
  const id = draft.id.trim()
  if (upstreamModel === '') faults.upstreamModel = 'Choose a model of the provider, or type its name.'
  else if (id === '') faults.id = 'Callers need a name for it.'
  if (draft.capabilities.length === 0) faults.capabilities = 'Say at least one thing that it can do.'
  const contextLength = wholeNumber(draft.contextLength)
  const maxOutputTokens = wholeNumber(draft.maxOutputTokens)
  if (contextLength === undefined) faults.contextLength = 'A whole number of tokens, such as 131072.'
  if (maxOutputTokens === undefined) faults.maxOutputTokens = 'A whole number of tokens, such as 8192.'
  else if (contextLength !== undefined && maxOutputTokens > contextLength)
    faults.maxOutputTokens = 'An answer cannot be longer than the context.'
  const rates = { input: draft.input.trim(), cachedInput: draft.cachedInput.trim(), output: draft.output.trim() }
  const priced = Object.values(rates).some((rate) => rate !== '')
  for (const [name, rate] of Object.entries(rates) as [keyof typeof rates, string][]) {
    if (rate !== '' && !/^\d{1,7}(?:\.\d{1,6})?$/.test(rate)) faults[name] = 'USD, such as 0.14.'
    else if (rate === '' && priced && name !== 'cachedInput') faults[name] = 'Needed for a price.'
  }
  if (upstreamModel === '') return { ok: false, faults: { upstreamModel: faults.upstreamModel ?? '' } }
  if (Object.keys(faults).length > 0) return { ok: false, faults }
  return {
    ok: true,
    input: {
      id,
      capabilities: draft.capabilities,
      context_length: contextLength,
      max_output_tokens: maxOutputTokens,
      ...(priced && {
        price_usd_per_million: {
          input: rates.input,
          output: rates.output,
          ...(rates.cachedInput !== '' && { cached_input: rates.cachedInput }),
        },
      }),
      offers: [{ provider, upstream_model: upstreamModel }],
    },
  }
}

function wholeNumber(typed: string): number | undefined {
  const text = typed.trim().replaceAll(',', '')
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

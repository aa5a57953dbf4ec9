// What models behind one wire take in fields of their own, by the family that their ID names. Knows no model by its own name.
// Sources: the pages "Inference request parameters" of Amazon Bedrock's and Amazon Nova's user guides.
import { thinkingOf } from '../claude-thinking.ts'
import type { CommonRequest, ReasoningWish } from '../common-request.ts'
import type { UpstreamAsk } from '../dialect.ts'
import type { Fields } from '../wire-fields.ts'
import { effortOf } from '../write-settings.ts'

export interface Family {
  /** The fields that ask for thinking; null: not in this request. Absent: the family has none. */
  readonly thinking?: (request: CommonRequest, ask: UpstreamAsk) => Fields | null
  readonly topK?: (value: number) => Fields
  /** Thinks when it is asked to, and not otherwise. */
  readonly thinksAsked?: true
  /** Takes marks of what is to be cached; others refuse a request that has one. */
  readonly caches?: true
  /** Proofs of thought are Anthropic's own, from whichever door they came. */
  readonly anthropicProofs?: true
  /** A temperature beside `topP` is refused, and so is any sampling beside thinking. */
  readonly samplesOneWay?: true
}

const families: Readonly<Record<string, Family>> = {
  anthropic: {
    thinking: (request, ask) => thinkingOf(request, ask, ['anthropic-messages', 'bedrock-converse']),
    thinksAsked: true,
    topK: (top_k) => ({ top_k }),
    caches: true,
    anthropicProofs: true,
    samplesOneWay: true,
  },
  amazon: {
    thinking: ({ settings }) => novaThinking(settings.reasoning?.value),
    thinksAsked: true,
    topK: (topK) => ({ inferenceConfig: { topK } }),
    caches: true,
  },
  mistral: { topK: (top_k) => ({ top_k }) },
  openai: {
    thinking: ({ settings }) => {
      const word = wordOf(settings.reasoning?.value)
      return word === null ? null : { reasoning_effort: word }
    },
  },
}

/** Of `us.anthropic.claude-...`, `amazon.nova-...`, ARNs; a profile's own ID names none. */
export function familyOf(upstreamModel: string): Family {
  const name = /(?:^|[./])([a-z0-9]{2,20})\.[a-z][a-z0-9]*[-.:0-9]/.exec(
    upstreamModel.replace(/^(?:.*\/)?(?:(?:us-gov|global|apac|[a-z]{2})\.)?/, ''),
  )
  return (name && families[name[1] as string]) ?? {}
}

/** Low, medium or high; null: none of them was wished. */
function wordOf(wish: ReasoningWish | undefined): 'low' | 'medium' | 'high' | null {
  if (wish === undefined || wish.effort === 'none' || wish.budgetTokens === 0) return null
  const word = wish.effort ?? (wish.budgetTokens === null ? 'medium' : effortOf(wish.budgetTokens))
  if (word === 'minimal' || word === 'low') return 'low'
  return word === 'medium' ? 'medium' : 'high'
}

/** Its highest effort is refused beside a cap on output, and no request of ours goes without one. */
function novaThinking(wish: ReasoningWish | undefined): Fields | null {
  const word = wordOf(wish)
  return word === null ? null : { reasoningConfig: { type: 'enabled', maxReasoningEffort: word === 'high' ? 'medium' : word } }
}

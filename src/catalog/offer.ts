// One provider's way to serve one model. Knows nothing of health, of requests or of what customers pay.
import type { UpstreamDialectName } from '../contract/dialects.ts'
import type { WireName } from '../contract/tasks.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { ProviderId } from '../contract/ids.ts'
import type { Price } from './model.ts'

/** The field that carries the output cap on the wire of this offer. */
export type OutputCapField = 'max_tokens' | 'max_completion_tokens'

export interface Offer {
  /** `<provider>/<upstream model>`; unique within a model. Models served by the same upstream model share it, and its health. */
  readonly id: string
  readonly provider: ProviderId
  /** What the provider calls the model. */
  readonly upstreamModel: string
  /** Share of first attempts among equal offers; higher is more. */
  readonly weight: number
  /** What the provider charges us; absent: unknown. */
  readonly cost?: Price
  /** The wire language that the provider speaks. */
  readonly dialect: UpstreamDialectName
  /** Further ones that it speaks at the same address: a caller of one of them is served in it, untranslated. */
  readonly alsoSpeaks?: readonly WireName[]
  /** The dialect under paths of the provider's own; absent: under its usual ones. */
  readonly endpoint?: Endpoint
  readonly outputCapField: OutputCapField
  /** False: the provider refuses `stream_options`. */
  readonly takesStreamOptions: boolean
  /** False: the provider ends streams without ever sending a finish_reason. */
  readonly sendsFinishReason: boolean
  /** True: the provider only streams; buffered calls are aggregated. */
  readonly streamOnly: boolean
  /** Harmless request fields that this provider refuses: dropped and named in `x-nexorouter-dropped-params`. */
  readonly dropsParams: readonly string[]
  /** How the model is told to think, in dialects that can say it in two ways; absent: by a word. */
  readonly thinking?: 'effort' | 'budget'
  /** Where prompts are processed, as the operator names it: `eu`. Absent: unknown, which no regional wish accepts. */
  readonly region?: string
  /** Whether the provider stores or trains on what it is sent, and whether it keeps any of it at all. Absent: unknown, which counts as yes. */
  readonly collectsData?: boolean
  readonly retainsData?: boolean
  /** Whether it goes on behind the beginning of an answer; absent: offers of Anthropic's wire do, others do not. */
  readonly prefills?: boolean
  /** Set aside by the operator: nothing new is sent to it, what runs ends. */
  readonly drained?: boolean
}

// Turns the simulated models' own records into declared models. Knows nothing of how they behave.
import { assert } from '../base/assert.ts'
import type { DialectName } from '../contract/dialects.ts'
import { asId, type ModelId, type ProviderId } from '../contract/ids.ts'
import { type Nano, parsePrice, parseUsd, type Pico } from '../contract/money.ts'
import type { DeclaredModel } from './declared-model.ts'
import type { Capability } from './model.ts'

/** What a simulated model says of itself; the demo provider's records fit. */
export interface DemoModelFacts {
  readonly id: string
  readonly name: string
  readonly capabilities: readonly Capability[]
  readonly contextLength: number
  readonly maxOutputTokens: number
  readonly imageTokensMax: number
  /** Decimal text, USD per million tokens. */
  readonly priceUsdPerMillion: { readonly input: string; readonly output: string; readonly cachedInput: string }
  /** Decimal text, USD each: of what is charged by the piece. */
  readonly perUnitUsd?: Readonly<Record<string, string>>
  /** Seconds since 1970. */
  readonly created: number
  /** The wire through which it is published; absent: chat completions. */
  readonly dialect?: DialectName
}

/** A simulated upstream, one for each wire. */
export interface DemoProviderFacts {
  readonly id: ProviderId
  readonly name: string
  readonly dialect: DialectName
}

/** The provider ID under which the simulated upstream of chat completions and of all tasks is live. */
export const demoProviderId = asId<ProviderId>('demo')

export const demoProviders: readonly DemoProviderFacts[] = [
  { id: demoProviderId, name: 'Demo (simulation)', dialect: 'openai-chat' },
  { id: asId<ProviderId>('demo-responses'), name: 'Demo, Responses (simulation)', dialect: 'openai-responses' },
  { id: asId<ProviderId>('demo-messages'), name: 'Demo, Messages (simulation)', dialect: 'anthropic-messages' },
  { id: asId<ProviderId>('demo-gemini'), name: 'Demo, Gemini (simulation)', dialect: 'gemini' },
]

/** The simulated providers that run: always, never, or until a real one is connected. */
export function demoIdsWhen(setting: 'auto' | 'on' | 'off', realProviders: number): readonly ProviderId[] {
  return setting === 'on' || (setting === 'auto' && realProviders === 0) ? demoProviders.map(({ id }) => id) : []
}

function demoProviderOf(wanted: DialectName): ProviderId {
  return demoProviders.find(({ dialect }) => dialect === wanted)?.id ?? demoProviderId
}

/** Each simulated model with its one offer, upstream under the same name. Demo models are priced: the first request shows a cost. */
export function declareDemoModels(facts: readonly DemoModelFacts[]): readonly DeclaredModel[] {
  return facts.map((model) => ({
    id: asId<ModelId>(model.id),
    name: model.name,
    capabilities: model.capabilities,
    contextLength: model.contextLength,
    maxOutputTokens: model.maxOutputTokens,
    imageTokensMax: model.imageTokensMax,
    price: {
      input: exactPrice(model.priceUsdPerMillion.input),
      output: exactPrice(model.priceUsdPerMillion.output),
      cachedInput: exactPrice(model.priceUsdPerMillion.cachedInput),
      ...(model.perUnitUsd && { perUnitNano: exactFees(model.perUnitUsd) }),
    },
    created: model.created,
    ownedBy: 'nexorouter',
    evidence: { source: 'demo', approvedBy: 'nexorouter' },
    offers: [{ provider: demoProviderOf(model.dialect ?? 'openai-chat'), upstreamModel: model.id }],
  }))
}

function exactPrice(text: string): Pico {
  const price = parsePrice(text)
  assert(price !== undefined, 'the price of a demo model is exact decimal text')
  return price
}

function exactFees(fees: Readonly<Record<string, string>>): Record<string, Nano> {
  return Object.fromEntries(
    Object.entries(fees).map(([row, text]): [string, Nano] => {
      const fee = parseUsd(text)
      assert(fee !== undefined, 'the fee of a demo model is exact decimal text')
      return [row, fee]
    }),
  )
}

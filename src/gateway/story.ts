// What is known so far of one request of a recognised key, stage by stage; its end becomes the usage record. Knows no wire and no store.
import type { ChatRequest } from '../contract/chat.ts'
import type { ProviderId } from '../contract/ids.ts'
import type { AttemptRecord } from '../contract/usage.ts'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { CommonRequest, Settings } from '../dialects/common-request.ts'
import type { ClientDialect, NamedInPath } from '../dialects/dialect.ts'
import type { TaskWire } from '../tasks/task-wire.ts'
import type { Loss } from '../ledger/ledger-store.ts'
import type { Admission } from './admit.ts'
import type { CredentialTurns } from './credential-turns.ts'
import type { Caller } from './authenticate.ts'
import type { Call } from './call.ts'
import type { LargeBodies } from './large-bodies.ts'

/** What a caller speaks: a language of conversations, or the wire of one task. */
export type ClientWire = ClientDialect | TaskWire

/** How a caller asks for an answer: in which wire, and what of it stands in the path. */
export interface Asked {
  readonly client: ClientWire
  readonly named?: NamedInPath
  /** The answer is one element of an array: a stream of a client that takes no events. */
  readonly asArray?: boolean
}

export interface Story {
  readonly call: Call
  readonly caller: Caller
  readonly client: ClientWire
  /** What its path said; see Asked. */
  readonly asked: Asked
  request?: ChatRequest
  /** The request in the common form, once an offer of another dialect needed it. */
  common?: CommonRequest
  /** Set for a large request: what translates it, elsewhere; and what its answers need to know of it. */
  aside?: LargeBodies
  settings?: Settings
  /** Of a large request that wants all of itself carried: the first field that an offer could not; null: it can. */
  missing?: Map<Offer, string | null>
  model?: Model
  admission?: Admission
  /** Of models with several offers: which conversation it belongs to, as a digest, and the offer that answered that last. */
  conversation?: string
  sticky?: string | undefined
  /** The offer that answers, or the last one tried. */
  offer?: Offer
  routing: string | null
  readonly attempts: AttemptRecord[]
  /** Whose turn it is, once a provider with several credentials was asked. */
  credentials?: CredentialTurns
  /** What other providers charge the operator for this request, and no customer pays; absent: nothing. */
  losses?: readonly Loss[]
  droppedParams: readonly string[]
  /** From dispatch of the answering attempt to its first event, milliseconds. */
  firstByteMs: number
  /** Its hold was ended; nothing may end it again. */
  settled: boolean
  /** Resolves when the settlement is durable. */
  settlement?: Promise<unknown>
  /** Monotonic milliseconds at the first output that arrived. */
  firstOutputElapsed: number | null
}

export function beginStory(call: Call, caller: Caller, asked: Asked): Story {
  return {
    call,
    caller,
    client: asked.client,
    asked,
    routing: null,
    attempts: [],
    droppedParams: [],
    firstByteMs: 0,
    settled: false,
    firstOutputElapsed: null,
  }
}

/** Whom a usage record names beside the key: the request's own `user`, or the Playground page. */
export function userOf(caller: Caller, request: ChatRequest | undefined): string | null {
  return caller.playground ? 'playground' : (request?.user ?? null)
}

export function providerOf(story: Story): ProviderId | null {
  return story.offer?.provider ?? null
}

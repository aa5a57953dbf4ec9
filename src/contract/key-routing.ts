// What holds for every request of a key, whatever the request asks for: where it may go, and what becomes of its data. Knows no storage.
import { z } from 'zod'

export interface KeyRouting {
  /** Only offers in one of these; null: anywhere. */
  readonly regions: readonly string[] | null
  readonly denyCollection: boolean
  readonly zeroRetention: boolean
  /** Broken streams go on with another provider unless a request says no. */
  readonly continueStreams: boolean
}

const region = z.string('must be a region').regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and dashes (at most 32)')
const flag = z.boolean('must be true or false').default(false)

/** Null: nothing holds for the key. */
export const keyRouting = z
  .strictObject({
    regions: z.array(region, 'must be an array of regions').min(1, 'must name a region, or be null').max(20).nullable().default(null),
    data_collection: z.enum(['allow', 'deny'], 'must be "allow" or "deny"').default('allow'),
    zdr: flag,
    continue_streams: flag,
  })
  .nullable()
export type KeyRoutingInput = z.output<typeof keyRouting>

export function readKeyRouting(input: KeyRoutingInput): KeyRouting | null {
  if (input === null) return null
  const { regions, data_collection, zdr, continue_streams } = input
  return { regions, denyCollection: data_collection === 'deny', zeroRetention: zdr, continueStreams: continue_streams }
}

export function keyRoutingJson(routing: KeyRouting | null): KeyRoutingInput {
  if (routing === null) return null
  const { regions, denyCollection, zeroRetention, continueStreams } = routing
  return {
    regions: regions === null ? null : [...regions],
    data_collection: denyCollection ? 'deny' : 'allow',
    zdr: zeroRetention,
    continue_streams: continueStreams,
  }
}

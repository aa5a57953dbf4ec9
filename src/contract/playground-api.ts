// The shapes of the Playground in the control API. Knows no storage.
import { z } from 'zod'

export const createPlaygroundTokenInput = z.strictObject({
  key_id: z.string('must be the ID of a key').min(1, 'must be the ID of a key').max(100, 'must be the ID of a key'),
})
export type CreatePlaygroundTokenInput = z.output<typeof createPlaygroundTokenInput>

export interface PlaygroundTokenJson {
  /** Goes where a key goes: `Authorization: Bearer nxr-play-...`. */
  readonly token: string
  readonly key_id: string
  readonly expires_at: string
}

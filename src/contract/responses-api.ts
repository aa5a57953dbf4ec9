// The shapes of response storage in the control API. Knows no storage.
import { z } from 'zod'

export const responseStorageInput = z.strictObject({
  /** Whether responses of this account are kept; turning it off deletes those that are. */
  allowed: z.boolean('must be true or false'),
})
export type ResponseStorageInput = z.output<typeof responseStorageInput>

export interface ResponseStorageJson {
  readonly allowed: boolean
}

export const responseStorageJson = z.object({ allowed: z.boolean() }) satisfies z.ZodType<ResponseStorageJson>

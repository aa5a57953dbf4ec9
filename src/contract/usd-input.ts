// How money arrives in a request of the control API: as decimal text. Knows no endpoint.
import { z } from 'zod'
import { parseUsd } from './money.ts'

/** Decimal text in USD, exact to the nano-dollar. A JSON number is refused: it may already have been rounded. */
export const usd = z
  .string('must be a decimal string in USD, such as "5.00"')
  .refine((text) => parseUsd(text) !== undefined, 'must be a decimal number in USD with at most 9 fraction digits, such as "5.00"')
  .transform((text) => parseUsd(text) as bigint)

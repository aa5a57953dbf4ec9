// Importing a public price list in the control API: what is sent, and what was found. Knows no list's form and no storage.
import { z } from 'zod'
import { type PriceSource, priceSources } from './price-lists.ts'
import type { PublishedPriceJson } from './prices-api.ts'

const name = z.string('must be a text').trim().min(1, 'must not be empty').max(200, 'must be at most 200 characters')

export const importPricesInput = z.strictObject({
  from: z.enum(priceSources, `must be one of ${priceSources.join(', ')}`).meta({ description: 'Whose list it is.' }),
  list: z
    .string('must be the text of the list')
    .min(2, 'must be the text of the list')
    .meta({ description: 'The file as it is, as one text: JSON of up to 16 MiB.' }),
  file: name.default('list').meta({ description: 'What the list is called, for the source of each price.' }),
  models: z.array(name, 'must be a list of model IDs').min(1).max(5_000).optional().meta({ description: 'Only these; absent: all.' }),
  provider: name.optional().meta({ description: "Of models that several providers serve, this one's price." }),
  approve: z.boolean('must be true or false').default(false).meta({ description: 'Publishes what is plausible; absent: only compares.' }),
  approved_by: name.optional().meta({ description: 'Who approves; needed to publish.' }),
  force: z.boolean('must be true or false').default(false).meta({ description: 'Publishes implausible jumps too.' }),
})
export type ImportPricesInput = z.output<typeof importPricesInput>

export interface ImportedPricesJson {
  readonly from: PriceSource
  readonly published: boolean
  /** One row per model that is here and in the list. */
  readonly data: readonly PublishedPriceJson[]
  /** Models here whose price stands in the YAML: never touched. */
  readonly read_only: readonly string[]
  /** Models here that the list does not name. */
  readonly not_in_list: readonly string[]
  /** Models here that no connected provider serves, so that nobody can say what the list calls them. */
  readonly without_provider: readonly string[]
  /** Models here that the list names in a way that cannot be used, with the reason. */
  readonly unusable: readonly { readonly model: string; readonly reason: string }[]
  /** Models of the list that this server does not know. */
  readonly unknown: readonly string[]
}

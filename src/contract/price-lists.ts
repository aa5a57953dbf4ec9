// The public price lists that can be read. Knows no list's form and no schema, so that pages may name them.

export const priceSources = ['genai-prices', 'litellm', 'models.dev', 'openrouter'] as const
export type PriceSource = (typeof priceSources)[number]

/** The largest list has about 5 MB. */
export const priceListBytesMax = 16 * 1_048_576

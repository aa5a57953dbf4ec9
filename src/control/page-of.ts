// The shape of every list: its items and where the next page begins. Knows no list.
import { z } from 'zod'

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    next: z.string().nullable().meta({ description: 'Give it as `after` to get the next page; null at the end.' }),
  })
}

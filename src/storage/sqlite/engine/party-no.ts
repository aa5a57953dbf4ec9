// The numbers of the parties that every file has from the start. Apart from the schema, so that a thread of readers does not load every migration.

/** In the order in which the schema makes them; the numbers stand in a CHECK there. */
export const partyNo = { world: 1, revenue: 2, providerCost: 3, overrun: 4 } as const

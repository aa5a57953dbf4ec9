// Bytes of all request bodies in flight, and each client's share of them. Knows nothing of what the bodies say.

export interface BodyBudget {
  /** False: the whole or this client's share is used up, and nothing was taken. */
  take(client: string, bytes: number): boolean
  give(client: string, bytes: number): void
  readonly bytes: number
}

export function createBodyBudget(bytesMax: number, bytesPerClientMax: number): BodyBudget {
  let total = 0
  const perClient = new Map<string, number>()
  return {
    take(client, bytes) {
      const share = (perClient.get(client) ?? 0) + bytes
      if (total + bytes > bytesMax || share > bytesPerClientMax) return false
      total += bytes
      perClient.set(client, share)
      return true
    },
    give(client, bytes) {
      if (bytes === 0) return
      const share = (perClient.get(client) ?? 0) - bytes
      total -= bytes
      if (share > 0) perClient.set(client, share)
      else perClient.delete(client)
    },
    get bytes() {
      return total
    },
  }
}

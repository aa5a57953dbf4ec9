// Waiting for what another process does, as long as a machine with much else to do may take for it. Asserts nothing.
import { setTimeout as sleep } from 'node:timers/promises'

/** What takes a moment on an idle machine may take this long on a busy one. Nobody waits longer than it takes. */
export const patienceMs = 60_000

/** Looks again and again until it likes what it sees. Gives the last look, liked or not, for the test to judge. */
export async function until<Seen>(look: () => Seen | Promise<Seen>, likes: (seen: Seen) => boolean, everyMs = 25): Promise<Seen> {
  const startedMs = performance.now()
  for (;;) {
    const seen = await look()
    if (likes(seen) || performance.now() - startedMs > patienceMs) return seen
    await sleep(everyMs)
  }
}

/** The status of an answer; undefined while nothing answers. */
export async function statusOf(url: string): Promise<number | undefined> {
  const answer = await fetch(url).catch(() => undefined)
  // The connection is free for the next look.
  await answer?.text().catch(() => undefined)
  return answer?.status
}

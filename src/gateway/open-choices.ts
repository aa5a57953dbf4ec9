// Which of an answer's choices have begun and which have ended. Knows no money and no client.
import type { StreamChunk } from '../contract/chat.ts'
import type { UpstreamWire } from '../dialects/dialect.ts'

export interface OpenChoices {
  take(chunk: StreamChunk): void
  /** Every choice that began has ended, and at least one did. */
  readonly complete: boolean
  /** As many have ended as were asked for: nothing is missing, whatever comes after. */
  readonly all: boolean
  /** The choices that began and have not ended; choice 0 when none began. */
  open(): readonly number[]
}

/** `asked` is the caller's `n`: one answer, the common case, is followed without parsing its events. */
export function followChoices(asked: number, upstream: UpstreamWire): OpenChoices {
  const begun = new Set<number>()
  const ended = new Set<number>()
  return {
    take(chunk) {
      if (asked === 1) {
        if (chunk.finishReason !== null) ended.add(0)
        return
      }
      if (!chunk.hasChoices) return
      for (const { index, finished } of upstream.choicesOf(chunk.data)) {
        begun.add(index)
        if (finished) ended.add(index)
      }
    },
    get complete() {
      return ended.size > 0 && ended.size >= begun.size
    },
    get all() {
      return ended.size >= Math.max(asked, begun.size)
    },
    open() {
      const open = [...begun].filter((index) => !ended.has(index))
      return open.length > 0 ? open : [0]
    },
  }
}

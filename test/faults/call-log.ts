// The log of calls that reached the scripted upstream: the oracle that other records are compared with. Knows no behaviours.
import { closeSync, openSync, writeSync } from 'node:fs'

export interface LoggedCall {
  readonly id: number
  /** When the request was fully read, milliseconds since 1970. */
  readonly at: number
  readonly method: string
  readonly path: string
  readonly model: string | null
  readonly stream: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly bodyText: string
  /** `x-client-request-id`, or `x-request-id`. */
  readonly requestId: string | null
  /** True when the other side left before the behaviour had been played to its end. */
  aborted: boolean
  abortedAt: number | null
  bytesSent: number
  /** When the behaviour had been played to its end; null while it runs and for aborted calls. */
  completedAt: number | null
}

export interface CallLog {
  readonly calls: readonly LoggedCall[]
  begin(call: LoggedCall): void
  end(call: LoggedCall): void
  /** Resolves when so many calls in all have begun. */
  arrived(count: number): Promise<void>
  /** Resolves when no call is under way. */
  idle(): Promise<void>
  close(): void
}

/**
 * With a file, each line is one JSON object: `{"event":"call", ...}` when a request was read and `{"event":"end", ...}` when its
 * answer ended. Lines are written synchronously, so they stand in the file whichever process is killed afterwards.
 */
export function openCallLog(options: { file?: string; keep: boolean }): CallLog {
  const calls: LoggedCall[] = []
  const watchers = new Set<() => void>()
  let begun = 0
  let ended = 0
  const file = options.file === undefined ? null : openSync(options.file, 'a', 0o600)
  const append = (line: object): void => void (file !== null && writeSync(file, `${JSON.stringify(line)}\n`))
  const tell = (): void => watchers.forEach((watcher) => watcher())
  const until = (reached: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const watcher = (): void => {
        if (!reached()) return
        watchers.delete(watcher)
        resolve()
      }
      watchers.add(watcher)
      watcher()
    })
  return {
    calls,
    arrived: (count) => until(() => begun >= count),
    idle: () => until(() => begun === ended),
    begin(call) {
      begun += 1
      if (options.keep) calls.push(call)
      append({ event: 'call', ...call })
      tell()
    },
    end(call) {
      const { id, requestId, model, aborted, abortedAt, bytesSent, completedAt } = call
      append({ event: 'end', id, requestId, model, aborted, abortedAt, bytesSent, completedAt })
      ended += 1
      tell()
    },
    close: () => void (file !== null && closeSync(file)),
  }
}

// Idempotency keys, furnished: the cipher for kept answers, the limits of the configuration, and the sweep. Decides nothing about a key.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Clock } from './base/clock.ts'
import { openBytes, seal } from './base/hash.ts'
import type { SettingValues } from './config-settings.ts'
import type { Log } from './gateway/deps.ts'
import { createIdempotency, type Idempotency, type KeptAnswer } from './ledger/idempotency.ts'
import type { IdempotencyStore } from './ledger/idempotency-store.ts'

export type IdempotencySettings = Pick<SettingValues, 'idempotencyKeepHours' | 'idempotencyAnswerBytesMax' | 'idempotencyKeptBytesMax'>

export interface IdempotencyFurniture {
  readonly store: IdempotencyStore
  readonly hashSecret: (text: string) => string
  /** 32 bytes, derived from the server's secret for this purpose. */
  readonly sealing: Uint8Array
  /** Of secrets before: they open what was kept then. */
  readonly formerSealings?: readonly Uint8Array[]
  readonly settings: IdempotencySettings
}

export function furnishIdempotency({ store, hashSecret, sealing, formerSealings = [], settings }: IdempotencyFurniture): Idempotency {
  return createIdempotency({
    store,
    hash: hashSecret,
    seal: (answer, bound) => seal(sealing, packed(answer), bound),
    open(sealed, bound) {
      let plain: Buffer | undefined
      for (const key of [sealing, ...formerSealings]) plain ??= openBytes(key, sealed, bound)
      return plain === undefined ? undefined : unpacked(plain)
    },
    keepMs: settings.idempotencyKeepHours * 3_600_000,
    answerBytesMax: settings.idempotencyAnswerBytesMax,
    keptBytesMax: settings.idempotencyKeptBytesMax,
  })
}

/** One line of JSON, then the body; compressed, because an event stream repeats its frame for every token (30 to 1 is common, 2 ms for a MiB). */
function packed({ body, ...head }: KeptAnswer): Buffer {
  return deflateRawSync(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]), { level: 1 })
}

function unpacked(bytes: Buffer): KeptAnswer {
  const plain = inflateRawSync(bytes)
  const end = plain.indexOf('\n')
  const head = JSON.parse(plain.toString('utf8', 0, end)) as Omit<KeptAnswer, 'body'>
  return { ...head, body: plain.subarray(end + 1) }
}

/** A day's keys run out evenly over a day; a minute later is soon enough, and each step is a transaction of a millisecond. */
const sweepEveryMs = 60_000
const sweptPerStep = 64

/** Forgets what is over, also when no new key comes in. Stops with the returned function. */
export function sweepIdempotency(store: IdempotencyStore, clock: Clock, log: Log): () => void {
  let stopped = false
  const sweep = async (): Promise<void> => {
    try {
      while (!stopped && (await store.forgetIdempotent(clock.now(), sweptPerStep)) === sweptPerStep);
    } catch (error) {
      if (!stopped) log.warn({ error }, 'kept answers whose time is over could not be forgotten; the next sweep tries again')
    }
  }
  const timer = setInterval(() => void sweep(), sweepEveryMs)
  timer.unref()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}

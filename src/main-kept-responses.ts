// Kept responses, furnished: the cipher, the limits of the configuration, and the sweep. Decides nothing about a response.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Clock } from './base/clock.ts'
import { openBytes, seal } from './base/hash.ts'
import type { SettingValues } from './config-settings.ts'
import type { Log } from './gateway/deps.ts'
import type { KeptResponseStore } from './ledger/kept-response-store.ts'
import { createResponseShelf, type ResponseShelf } from './ledger/kept-responses.ts'

export type ResponseSettings = Pick<SettingValues, 'responseKeepHours' | 'responseBytesMax' | 'responsesBytesMax'>

export interface ShelfFurniture {
  readonly store: KeptResponseStore
  /** 32 bytes, derived from the server's secret for answers at rest. */
  readonly sealing: Uint8Array
  /** Of secrets before: they open what was kept then. */
  readonly formerSealings?: readonly Uint8Array[]
  readonly settings: ResponseSettings
}

export function furnishResponses({ store, sealing, formerSealings = [], settings }: ShelfFurniture): ResponseShelf {
  return createResponseShelf({
    store,
    seal: (text, bound) => seal(sealing, deflateRawSync(text, { level: 1 }), bound),
    open(sealed, bound) {
      let plain: Buffer | undefined
      for (const key of [sealing, ...formerSealings]) plain ??= openBytes(key, sealed, bound)
      return plain === undefined ? undefined : inflateRawSync(plain).toString('utf8')
    },
    keepMs: settings.responseKeepHours * 3_600_000,
    responseBytesMax: settings.responseBytesMax,
    keptBytesMax: settings.responsesBytesMax,
  })
}

const sweepEveryMs = 60_000
const sweptPerStep = 64

/** Forgets what is over, also where nobody keeps anything new. Stops with the returned function. */
export function sweepResponses(store: KeptResponseStore, clock: Clock, log: Log): () => void {
  let stopped = false
  const sweep = async (): Promise<void> => {
    try {
      while (!stopped && (await store.forgetOldResponses(clock.now(), sweptPerStep)) === sweptPerStep);
    } catch (error) {
      if (!stopped) log.warn({ error }, 'kept responses whose time is over could not be forgotten; the next sweep tries again')
    }
  }
  const timer = setInterval(() => void sweep(), sweepEveryMs)
  timer.unref()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}

// The control API over the data of a stopped server, opened for one command and closed after it. Listens nowhere.
import { publicUrlOf } from '../main-address.ts'
import { openHouse, type Surroundings } from '../main-house.ts'
import { localControl } from '../main-local-control.ts'
import { openLog } from '../telemetry/log.ts'
import { openUpstream } from '../upstream/open-upstream.ts'
import { wholeAudit } from '../main-audit.ts'
import { type CliContext, configOf, type SettingFlags } from './context.ts'
import type { ControlNeeds } from './control-client.ts'
import type { ControlCall } from './local-control.ts'
import { readVersion } from './version.ts'

export interface StoppedWork<T> {
  readonly needs: ControlNeeds
  readonly work: (control: ControlCall) => Promise<T>
}

/** Takes the folder's lock: a server that starts meanwhile is refused, not confused. */
export async function overStoppedServer<T>(context: CliContext, flags: SettingFlags, { needs, work }: StoppedWork<T>): Promise<T> {
  const config = configOf(context, flags)
  const around: Surroundings = {
    clock: context.clock,
    log: openLog({ level: 'error', write: context.terminal.err }),
    version: readVersion(),
    oneCommand: true,
  }
  const house = await openHouse(config, around)
  const { connectMs, socketsPerOriginMax } = config.values
  const upstream = openUpstream({
    connectTimeoutMs: connectMs,
    socketsPerOriginMax,
    version: around.version,
    aws: config.aws,
    nowMs: () => around.clock.now(),
  })
  try {
    if (needs.providers) await house.startDemo()
    const recovery = { epoch: 0, settled: 0, voided: 0, chargedNano: 0n, durationMs: 0, mismatches: [] }
    const publicUrl = (): string => publicUrlOf(config, config.values.port)
    const { app } = house.openControl({
      publicUrl,
      recovery,
      send: upstream.send,
      draining: () => false,
      ledgerState: () => wholeAudit(house.store),
    })
    return await work(localControl(app, house, around))
  } finally {
    await upstream.close()
    await house.close()
  }
}

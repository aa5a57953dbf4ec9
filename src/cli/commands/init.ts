// `init`: a prepared data folder without serving. Changes nothing on a folder that holds an account.
import { createFirstAccount, type FirstAccount } from '../../control/accounts/create-first-account.ts'
import { wholeAudit } from '../../main-audit.ts'
import { firstModel, openHouse } from '../../main-house.ts'
import { publicUrlOf } from '../../main-address.ts'
import { openLog } from '../../telemetry/log.ts'
import { openUpstream } from '../../upstream/open-upstream.ts'
import { type CliContext, configOf, type SettingFlags } from '../context.ts'
import { CliFailure } from '../exit-codes.ts'
import { type FirstRun, firstRunBlock, writeFirstRunFile } from '../first-run.ts'
import { json } from '../output.ts'
import { pastedCommand } from '../pasted-command.ts'
import { readVersion } from '../version.ts'

export interface InitFlags extends SettingFlags {
  readonly yes?: boolean
  readonly json?: boolean
}

export async function init(context: CliContext, flags: InitFlags): Promise<void> {
  const config = configOf(context, flags)
  if (!flags.yes) await confirm(context, config.dataFolder)
  const log = openLog({ level: 'error', write: context.terminal.err })
  const around = { clock: context.clock, log, version: readVersion(), oneCommand: true }
  const house = await openHouse(config, around)
  const upstream = openUpstream({
    connectTimeoutMs: config.values.connectMs,
    socketsPerOriginMax: 1,
    aws: config.aws,
    nowMs: () => context.clock.now(),
  })
  try {
    const recovery = { epoch: 0, settled: 0, voided: 0, chargedNano: 0n, durationMs: 0, mismatches: [] }
    const publicUrl = publicUrlOf(config, config.values.port)
    const { deps } = house.openControl({
      publicUrl: () => publicUrl,
      recovery,
      send: upstream.send,
      draining: () => false,
      ledgerState: () => wholeAudit(house.store),
    })
    const toFile = flags.json !== true && !context.terminal.interactive
    let path = ''
    const first = await createFirstAccount(deps, (made) => {
      if (toFile) path = writeFirstRunFile(config.dataFolder, revealed(made))
    })
    if (first === undefined) {
      throw new CliFailure(
        'refused',
        `${config.dataFolder} is set up already, nothing was changed; a new key: ${pastedCommand(context, flags, 'keys create --name mine')}, a new link: ${pastedCommand(context, flags, 'setup-link')}`,
      )
    }
    const secrets = revealed(first)
    const start = pastedCommand(context, flags, 'serve')
    const link = pastedCommand(context, flags, 'setup-link')
    if (flags.json) {
      context.terminal.out(json({ api_key: secrets.apiKey, management_key: secrets.managementKey, setup_url: secrets.setupUrl }))
    } else if (context.terminal.interactive) {
      context.terminal.out(
        firstRunBlock(
          secrets,
          { publicUrl, model: firstModel(house.catalog()), dataFolder: config.dataFolder, start, link },
          context.terminal,
        ),
      )
    } else {
      context.terminal.out(`The API key, the management key and the setup link are in ${path}\nStart it with: ${start}\n`)
    }
  } finally {
    await upstream.close()
    await house.close()
  }
}

function revealed(first: FirstAccount): FirstRun {
  return { apiKey: first.apiKey.reveal(), managementKey: first.managementKey.reveal(), setupUrl: first.setupUrl.reveal() }
}

async function confirm(context: CliContext, folder: string): Promise<void> {
  const answer = await context.ask(`Prepare ${folder} with an account, $5 of demo credit and a first key? [y/N] `)
  if (answer === undefined) throw new CliFailure('usage', 'nobody can be asked here: say --yes')
  if (!/^y(es)?$/i.test(answer)) throw new CliFailure('refused', 'nothing was changed')
}

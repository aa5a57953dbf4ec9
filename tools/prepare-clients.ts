// Fetches what the checks of clients need (`agents`: those of agents), before the tests and outside their loopback guard. Knows no test and no server.
import { agents } from '../clients/agents/agents.ts'
import { clients } from '../clients/clients.ts'
import { prepareToolchain, probeToolchain } from '../clients/prepare-toolchain.ts'

const wanted = process.argv[2] === 'agents' ? agents : clients
for (const toolchain of new Set(wanted.map((client) => client.toolchain))) {
  const probe = await probeToolchain(toolchain)
  if (!probe.present) {
    process.stdout.write(`clients: ${toolchain.id} is not here: ${probe.why}\n`)
    continue
  }
  const { fresh, tookMs } = await prepareToolchain(toolchain, probe.versions)
  process.stdout.write(`clients: ${toolchain.id} is ready${fresh ? ` after ${(tookMs / 1000).toFixed(1)} s` : ''}\n`)
}

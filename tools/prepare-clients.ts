// Fetches what the checks of clients need (`agents`: those of agents), before the tests and outside their loopback guard. Knows no test and no server.
import { agents } from '../clients/agents/agents.ts'
import { clients, type Toolchain } from '../clients/clients.ts'
import { prepareToolchain, probeToolchain } from '../clients/prepare-toolchain.ts'

async function prepare(toolchain: Toolchain): Promise<void> {
  const probe = await probeToolchain(toolchain)
  if (!probe.present) return void process.stdout.write(`clients: ${toolchain.id} is not here: ${probe.why}\n`)
  const { fresh, tookMs } = await prepareToolchain(toolchain, probe.versions)
  process.stdout.write(`clients: ${toolchain.id} is ready${fresh ? ` after ${(tookMs / 1000).toFixed(1)} s` : ''}\n`)
}

const wanted = process.argv[2] === 'agents' ? agents : clients
// Beside each other: each waits for its own registry. All of them end before the first failure is told, so that none is cut while it writes.
const ends = await Promise.allSettled([...new Set(wanted.map((client) => client.toolchain))].map(prepare))
for (const end of ends) if (end.status === 'rejected') throw end.reason

// The commands that concern who answers: offers and routes. Runs nothing until a command is parsed.
import type { Command } from 'commander'
import type { CliContext } from './context.ts'

type Add = (command: Command) => Command

export function addRouting(program: Command, context: CliContext, { asJson, data }: { readonly asJson: Add; readonly data: Add }): void {
  const load = () => import('./commands/offers.ts')
  const offers = program.command('offers').description('offers: one provider each that serves a model')
  asJson(data(offers.command('list')))
    .description('list all offers with their health, speed and data policy')
    .action(async (flags) => (await load()).listOffers(context, flags))
  asJson(data(offers.command('drain <offer>')))
    .description('send nothing new to an offer, such as for maintenance; what runs ends; survives a restart')
    .option('--note <text>', 'why, for the next operator')
    .action(async (offer, flags) => (await load()).changeOffer(context, { offer, drained: true, flags }))
  asJson(data(offers.command('resume <offer>')))
    .description('send requests to a drained offer again')
    .action(async (offer, flags) => (await load()).changeOffer(context, { offer, drained: false, flags }))
  const route = program.command('route').description('which provider answers')
  asJson(data(route.command('explain')))
    .description('say which offers a request would be sent to now, and why others not; sends nothing')
    .requiredOption('--model <id>', 'the model of the request')
    .option('--fallback <id...>', 'further models, as `models` in a request')
    .option('--provider <json>', 'preferences, as `provider` in a request: {"sort":"price"}')
    .action(async (flags) => (await import('./commands/explain-route.ts')).explainRoute(context, flags))
}

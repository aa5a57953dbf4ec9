// `offers list|drain|resume`: who can be asked, through the control API. Knows no vendor.
import type { OfferJson } from '../../contract/offers-api.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { json, printable, table } from '../output.ts'

type Flags = SettingFlags & { readonly json?: boolean; readonly note?: string }

export async function listOffers(context: CliContext, flags: Flags): Promise<void> {
  const { data } = await withControl(context, flags, ({ call }) => call<{ data: OfferJson[] }>('GET', '/offers'))
  const { terminal } = context
  if (flags.json) return terminal.out(json(data))
  if (data.length === 0) return terminal.out('No offers: no provider of any model is connected. nexorouter providers list\n')
  const columns = [
    { title: 'OFFER', cell: (offer: OfferJson) => printable(offer.offer) },
    { title: 'STATE', cell: stateOf },
    { title: 'WEIGHT', cell: (offer: OfferJson) => String(offer.weight), right: true },
    { title: 'FIRST BYTE', cell: (offer: OfferJson) => (offer.first_byte_ms === null ? '-' : `${offer.first_byte_ms} ms`), right: true },
    { title: 'TOKENS/S', cell: (offer: OfferJson) => String(offer.tokens_per_second ?? '-'), right: true },
    { title: 'REGION', cell: (offer: OfferJson) => offer.region ?? '-' },
    { title: 'MODELS', cell: (offer: OfferJson) => offer.models.map(printable).join(', ') },
  ]
  terminal.out(table(terminal, columns, data))
}

function stateOf({ drained, cooling, note }: OfferJson): string {
  if (drained) return note === '' ? 'drained' : `drained: ${printable(note)}`
  if (cooling === null) return 'ready'
  return cooling.until === null ? cooling.reason : `${cooling.reason} until ${cooling.until}`
}

export async function changeOffer(
  context: CliContext,
  { offer, drained, flags }: { readonly offer: string; readonly drained: boolean; readonly flags: Flags },
): Promise<void> {
  const input = { offer, drained, note: flags.note ?? '' }
  const changed = await withControl(context, flags, ({ call }) => call<OfferJson>('POST', '/offers', input))
  const says = drained ? 'is drained: nothing new is sent to it, what runs ends' : 'gets requests again'
  context.terminal.out(flags.json ? json(changed) : `${printable(changed.offer)} ${says}\n`)
}

// Import of a price list: pick whose list it is and its file, look at what would change, publish what is right.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useState } from 'react'
import type { ImportedPricesJson } from '../../../src/contract/price-import-api.ts'
import { priceListBytesMax, type PriceSource, priceSources } from '../../../src/contract/price-lists.ts'
import { ask } from '../../api/client.ts'
import { providersQuery } from '../../api/queries.ts'
import { plural } from '../../format/number.ts'
import { useSession } from '../../layouts/use-session.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { ProblemNotice } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'
import { PriceDiff } from './price-diff.tsx'

/** Where each list is published; the browser of the operator fetches it, not this server. */
const homes: Readonly<Record<PriceSource, string>> = {
  'genai-prices': 'https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/data.json',
  litellm: 'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json',
  'models.dev': 'https://models.dev/api.json',
  openrouter: 'https://openrouter.ai/api/v1/models',
}

const anyProvider = 'any'

export function PriceImportPage() {
  const [from, setFrom] = useState<PriceSource>('litellm')
  const [file, setFile] = useState<File>()
  const [provider, setProvider] = useState<string>(anyProvider)
  const [mistake, setMistake] = useState<string>()
  const { compare, publish, forget } = useImport({ from, file, provider: provider === anyProvider ? undefined : provider })
  const start = (): void => {
    setMistake(
      file === undefined ? 'Choose the file of the list.' : file.size > priceListBytesMax ? 'The file is larger than 16 MB.' : undefined,
    )
    if (file !== undefined && file.size <= priceListBytesMax) compare.mutate(undefined)
  }
  /** Another list, or another provider, has another difference. */
  const change = (apply: () => void): void => {
    apply()
    forget()
  }
  return (
    <Page
      title="Import a price list"
      lead={
        <Link to={paths.prices} className="inline-flex items-center gap-1 hover:text-ink">
          <ChevronLeft size={14} aria-hidden /> Models & prices
        </Link>
      }
    >
      <div className="space-y-6">
        <Card className="space-y-4 px-5 py-5">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <Select
              label="Whose list it is"
              value={from}
              options={priceSources.map((name) => ({ value: name, label: name }))}
              onChange={(next) => change(() => setFrom(next))}
            />
            <input
              type="file"
              accept="application/json,.json"
              aria-label="File of the list"
              className={fileClass}
              onChange={(event) => {
                const picked = event.target.files?.[0]
                change(() => setFile(picked))
              }}
            />
            <ProviderChoice value={provider} onChange={(next) => change(() => setProvider(next))} />
            <Button weight="primary" busy={compare.isPending} onClick={start}>
              Compare
            </Button>
          </div>
          <Home of={from} />
          {mistake !== undefined && (
            <p role="alert" className="text-bad">
              {mistake}
            </p>
          )}
          {compare.isError && <ProblemNotice fault={compare.error} />}
        </Card>
        {compare.data !== undefined && (
          <PriceDiff
            key={compare.submittedAt}
            compared={compare.data}
            busy={publish.isPending}
            fault={publish.error}
            onPublish={publish.mutate}
          />
        )}
      </div>
    </Page>
  )
}

function Home({ of }: { of: PriceSource }) {
  return (
    <p className="text-xs text-quiet">
      Download it from{' '}
      <a className="text-accent underline underline-offset-2 [overflow-wrap:anywhere]" href={homes[of]} target="_blank" rel="noreferrer">
        {homes[of]}
      </a>
      . Comparing changes nothing; models are matched by their provider and its name for them.
    </p>
  )
}

/** A browser's own button for files, in the look of ours. */
const fileClass =
  'min-w-0 text-sm text-quiet file:mr-3 file:h-8 file:rounded-md file:border file:border-edge file:bg-surface file:px-3 file:font-medium file:text-ink hover:file:bg-hover'

function ProviderChoice({ value, onChange }: { value: string; onChange: (provider: string) => void }) {
  const providers = useQuery(providersQuery).data ?? []
  if (providers.length < 2) return null
  return (
    <Select
      label="Provider whose price counts"
      value={value}
      options={[{ value: anyProvider, label: 'Any provider' }, ...providers.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={onChange}
    />
  )
}

interface Asked {
  readonly from: PriceSource
  readonly file: File | undefined
  readonly provider: string | undefined
}

export interface Approved {
  readonly models: readonly string[]
  /** Some of them are implausible, and were ticked all the same. */
  readonly force: boolean
}

function useImport({ from, file, provider }: Asked) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const approvedBy = useSession()?.user?.email ?? 'operator'
  const send = async (approved: Approved | undefined): Promise<ImportedPricesJson> => {
    const body = { from, list: (await file?.text()) ?? '', file: file?.name.slice(0, 200) || 'list', provider }
    const more = approved && { models: approved.models, force: approved.force, approve: true, approved_by: approvedBy }
    return ask('POST', '/prices/import', { body: { ...body, ...more } })
  }
  const compare = useMutation({ mutationFn: send })
  const publish = useMutation({
    mutationFn: (approved: Approved) => send(approved),
    onSuccess: async ({ data }) => {
      await Promise.all(['prices', 'models'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
      notify(`${plural(data.filter(({ result }) => result === 'published').length, 'price')} published`)
      await navigate({ to: paths.prices })
    },
  })
  const forget = (): void => {
    compare.reset()
    publish.reset()
  }
  return { compare, publish, forget }
}

// The live tail: usage records as the server writes them, while somebody watches.
import { useEffect, useState } from 'react'
import type { UsageJson } from '../../src/contract/usage.ts'
import type { UsageSearch } from '../format/usage-search.ts'
import { controlUrl } from './client.ts'

/** More than anybody reads while it moves; older ones are in the list below after a reload. */
const shownMax = 500

export function useTail(search: UsageSearch, live: boolean): { readonly rows: readonly UsageJson[]; readonly connected: boolean } {
  const { range: _range, from: _from, until: _until, id: _id, ...filters } = search
  const url = controlUrl('/usage/tail', filters)
  const [rows, setRows] = useState<readonly UsageJson[]>([])
  const [connected, setConnected] = useState(false)
  useEffect(() => setRows([]), [url])
  useEffect(() => {
    if (!live) return
    const source = new EventSource(url)
    source.addEventListener('ready', () => setConnected(true))
    source.addEventListener('usage', (event: MessageEvent<string>) => {
      const row = JSON.parse(event.data) as UsageJson
      setRows((before) => [row, ...before.filter((one) => one.request_id !== row.request_id)].slice(0, shownMax))
    })
    source.addEventListener('error', () => setConnected(false))
    return () => {
      source.close()
      setConnected(false)
    }
  }, [url, live])
  return { rows, connected }
}

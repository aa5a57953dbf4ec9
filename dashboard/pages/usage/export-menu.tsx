// Downloads everything that passes the filters, as a file that the server writes while it is sent.
import { Download } from 'lucide-react'
import { controlUrl } from '../../api/client.ts'
import { usageQueryOf, type UsageSearch } from '../../format/usage-search.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuHeading, MenuItem } from '../../ui/menu.tsx'

function download(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}

export function ExportMenu({ search }: { search: UsageSearch }) {
  const save = (format: 'csv' | 'json'): void => download(controlUrl('/usage/export', { ...usageQueryOf(search, Date.now()), format }))
  return (
    <Menu
      trigger={
        <Button>
          <Download size={14} aria-hidden /> Export
        </Button>
      }
    >
      <MenuHeading>All requests that pass the filters</MenuHeading>
      <MenuItem onClick={() => save('csv')}>CSV, for spreadsheets</MenuItem>
      <MenuItem onClick={() => save('json')}>JSON, for programs</MenuItem>
    </Menu>
  )
}

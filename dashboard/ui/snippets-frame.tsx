// Draws the same thing in several languages, over Base UI. Pages know ui/snippets.tsx only.
import { Tabs } from '@base-ui/react/tabs'
import { CopyIcon } from './copy-button.tsx'
import type { SnippetsProps } from './snippets.tsx'

export function SnippetsFrame({ snippets, label }: SnippetsProps) {
  return (
    <Tabs.Root defaultValue={snippets[0]?.name} className="overflow-hidden rounded-lg border border-line bg-sunken">
      <Tabs.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line px-2 pt-1.5">
        {snippets.map(({ name }) => (
          <Tabs.Tab
            key={name}
            value={name}
            className="-mb-px border-b-2 border-transparent px-2.5 py-1.5 text-xs font-medium whitespace-nowrap text-quiet hover:text-ink data-[active]:border-accent data-[active]:text-ink"
          >
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ name, code }) => (
        <Tabs.Panel key={name} value={name} className="relative" tabIndex={-1}>
          <pre tabIndex={0} aria-label={`${label}: ${name}`} className="overflow-x-auto p-4 pr-12 font-mono text-xs leading-5 text-ink">
            {code}
          </pre>
          <CopyIcon text={code} label={`Copy ${name} code`} className="absolute top-2 right-2 bg-sunken" />
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  )
}

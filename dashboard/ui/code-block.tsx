// Code to copy: one snippet.
import { CopyIcon } from './copy-button.tsx'

export function CodeBlock({ code, label = 'code' }: { code: string; label?: string }) {
  return (
    <div className="group relative rounded-lg border border-line bg-sunken">
      <pre tabIndex={0} aria-label={label} className="overflow-x-auto p-4 pr-12 font-mono text-xs leading-5 text-ink">
        {code}
      </pre>
      <CopyIcon text={code} label={`Copy ${label}`} className="absolute top-2 right-2 bg-sunken" />
    </div>
  )
}

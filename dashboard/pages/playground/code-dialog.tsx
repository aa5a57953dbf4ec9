// The same request as code, in every language that the documentation covers.
import { languages, requestCode } from '../../format/request-code.ts'
import type { ChatBody } from '../../format/playground.ts'
import { Snippets } from '../../ui/snippets.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { baseUrl } from '../snippets.ts'

export function CodeDialog({ open, onClose, body }: { open: boolean; onClose: () => void; body: ChatBody }) {
  const snippets = languages.map((name) => ({ name, code: requestCode(name, { baseUrl, body }) }))
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="The same request as code"
      description="As the first column would send it. The key stays in your environment."
      wide
    >
      <Snippets label="Code" snippets={snippets} />
    </Dialog>
  )
}

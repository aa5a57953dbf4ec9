// The same thing in several languages, one at a time, to copy. What draws the choice comes after the page: until then the first one stands there.
import { CodeBlock } from './code-block.tsx'
import { later } from './later.ts'

export interface Snippet {
  readonly name: string
  readonly code: string
}

export interface SnippetsProps {
  readonly snippets: readonly Snippet[]
  readonly label: string
}

export const snippetFrames = later(() => import('./snippets-frame.tsx'))

export function Snippets(props: SnippetsProps) {
  const frames = snippetFrames.useWhen(true)
  if (frames !== undefined) return <frames.SnippetsFrame {...props} />
  return <CodeBlock code={props.snippets[0]?.code ?? ''} label={props.label} />
}

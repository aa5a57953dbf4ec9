// Reads Markdown: fenced blocks with their labels, and links. Knows nothing of what they are for.

export interface Block {
  /** The words behind the fence: language and purpose, such as `sh request`. */
  readonly label: string
  readonly text: string
  /** Line of the opening fence, from 1. */
  readonly line: number
}

/** Fenced code blocks in order; a block inside a list loses the list's indentation. An unclosed fence is an error. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = []
  let open: { indent: number; label: string; line: number; lines: string[] } | undefined
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^(\s*)```(.*)$/.exec(text)
    if (open === undefined && fence) open = { indent: (fence[1] ?? '').length, label: (fence[2] ?? '').trim(), line: index + 1, lines: [] }
    else if (open !== undefined && fence) {
      blocks.push({ label: open.label, text: open.lines.join('\n'), line: open.line })
      open = undefined
    } else open?.lines.push(text.slice(Math.min(open.indent, text.length - text.trimStart().length)))
  }
  if (open) throw new Error(`the code block in line ${open.line} is never closed`)
  return blocks
}

/** Targets of links to files of the project, without fragments; links to other sites and to places on the page are left out. */
export function fileLinksOf(markdown: string): string[] {
  const outside = blocksOf(markdown).reduce((text, block) => text.replace(block.text, ''), markdown)
  return [...outside.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] as string).replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/i.test(target))
}

// Markdown, as the build read it, as React elements. Nothing becomes HTML by text: what the reader does not know is shown as it is written.
import { Link } from '@tanstack/react-router'
import type { Token, Tokens } from 'marked'
import { Fragment, memo, type ReactNode } from 'react'
import { docLink, headingId } from '../../format/doc-links.ts'
import { paths } from '../../paths.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { isDocPage } from './library.ts'

interface TokensProps {
  readonly tokens: readonly Token[]
  readonly page: string
}

/** A whole text. It is drawn once: nothing in it changes while it stands there. */
export const Markdown = memo(Blocks)

function Blocks({ tokens, page }: TokensProps) {
  return tokens.map((token, index) => <Block key={index} token={token} page={page} />)
}

const headingClass = [
  '',
  'text-[1.625rem] leading-9 font-semibold tracking-[-0.02em] mb-5',
  'text-lg font-semibold tracking-[-0.01em] mt-10 mb-3',
  'text-base font-semibold mt-7 mb-2',
] as const

function Block({ token, page }: { token: Token; page: string }): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading token={token as Tokens.Heading} page={page} />
    case 'paragraph':
      return (
        <p className="my-3 leading-6">
          <Inline tokens={(token as Tokens.Paragraph).tokens} page={page} />
        </p>
      )
    case 'code':
      return (
        <div className="my-4">
          <CodeBlock code={(token as Tokens.Code).text} />
        </div>
      )
    case 'list':
      return <List token={token as Tokens.List} page={page} />
    case 'table':
      return <DocTable token={token as Tokens.Table} page={page} />
    case 'blockquote':
      return (
        <blockquote className="my-4 border-l-2 border-accent pl-4 text-quiet">
          <Blocks tokens={(token as Tokens.Blockquote).tokens} page={page} />
        </blockquote>
      )
    case 'hr':
      return <hr className="my-8 border-line" />
    case 'text':
      return <Inline tokens={(token as Tokens.Text).tokens ?? [token]} page={page} />
    default:
      return null
  }
}

function Heading({ token, page }: { token: Tokens.Heading; page: string }) {
  const Tag = `h${Math.min(token.depth, 3)}` as 'h1' | 'h2' | 'h3'
  return (
    <Tag id={headingId(token.text)} className={`scroll-mt-20 ${headingClass[Math.min(token.depth, 3)]}`}>
      <Inline tokens={token.tokens} page={page} />
    </Tag>
  )
}

function List({ token, page }: { token: Tokens.List; page: string }) {
  const Tag = token.ordered ? 'ol' : 'ul'
  return (
    <Tag className={`my-3 space-y-1.5 pl-5 leading-6 marker:text-faint ${token.ordered ? 'list-decimal' : 'list-disc'}`}>
      {token.items.map((item, index) => (
        <li key={index} className="pl-1">
          <Blocks tokens={item.tokens} page={page} />
        </li>
      ))}
    </Tag>
  )
}

function DocTable({ token, page }: { token: Tokens.Table; page: string }) {
  return (
    <div className="my-4 overflow-x-auto rounded-lg border border-line" role="region" aria-label="Table" tabIndex={0}>
      <table className="w-full text-sm">
        <thead className="border-b border-line bg-sunken text-left text-xs text-quiet">
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} scope="col" className="px-3 py-2 font-medium">
                <Inline tokens={cell.tokens} page={page} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {token.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className="px-3 py-2 align-top">
                  <Inline tokens={cell.tokens} page={page} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Inline({ tokens, page }: TokensProps) {
  return tokens.map((token, index) => <Fragment key={index}>{inlineOf(token, page)}</Fragment>)
}

function inlineOf(token: Token, page: string): ReactNode {
  switch (token.type) {
    case 'strong':
      return (
        <strong className="font-semibold">
          <Inline tokens={(token as Tokens.Strong).tokens} page={page} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Inline tokens={(token as Tokens.Em).tokens} page={page} />
        </em>
      )
    case 'codespan':
      return (
        <code className="rounded bg-sunken px-1 py-px font-mono text-[0.85em] [overflow-wrap:break-word]">
          {(token as Tokens.Codespan).text}
        </code>
      )
    case 'link':
      return <DocAnchor token={token as Tokens.Link} page={page} />
    case 'br':
      return <br />
    case 'text':
    case 'escape':
      return (token as Tokens.Text).text
    default:
      return token.raw
  }
}

const linkClass = 'font-medium text-accent underline decoration-accent/35 underline-offset-2 hover:decoration-accent'

function DocAnchor({ token, page }: { token: Tokens.Link; page: string }) {
  const link = docLink(token.href, page, isDocPage)
  const inside = <Inline tokens={token.tokens} page={page} />
  switch (link.kind) {
    case 'page':
      return (
        <Link to={paths.docOf(link.page)} hash={link.heading ?? ''} className={linkClass}>
          {inside}
        </Link>
      )
    case 'heading':
      return (
        <a href={`#${link.heading}`} className={linkClass}>
          {inside}
        </a>
      )
    case 'outside':
      return (
        <a href={link.href} rel="noreferrer" target="_blank" className={linkClass}>
          {inside}
        </a>
      )
    case 'none':
      return inside
  }
}

// The frame of pages that need no account: centred, without navigation.
import { type ReactNode, useEffect } from 'react'

export function OpenFrame({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · NexoRouter`
  }, [title])
  return <main className="flex min-h-dvh items-center justify-center px-5 py-10">{children}</main>
}

/** The token of a link, read once and taken out of the address bar and the history. */
export function takeToken(path: string): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
  history.replaceState(history.state, '', path)
  return token
}

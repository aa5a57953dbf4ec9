// The frame of pages that need no account: centred, without navigation.
import { type ReactNode, useEffect } from 'react'

export function OpenFrame({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · NexoRouter`
  }, [title])
  return <main className="flex min-h-dvh items-center justify-center px-5 py-10">{children}</main>
}

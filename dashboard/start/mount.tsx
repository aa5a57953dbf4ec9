// Mounts the dashboard: the query cache, the router, and nothing else.
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from '../api/query-client.ts'
import { loadSurroundings, onDemand } from '../layouts/shell.tsx'
import { router } from '../routes.tsx'
import { ConfirmIdentity } from '../ui/confirm-identity.tsx'
import { dialogFrames } from '../ui/dialog.tsx'
import { whenIdle } from '../ui/later.ts'
import { menuFrames } from '../ui/menu.tsx'
import { popoverFrames } from '../ui/popover.tsx'
import { selectFrames } from '../ui/select.tsx'
import { snippetFrames } from '../ui/snippets.tsx'
import { Toasts } from '../ui/toast.tsx'

/** Finds out which page is asked for, and has what it is made of fetched. Rejects where that fails; the router shows it all the same. */
export async function load(): Promise<void> {
  void loadSurroundings().catch(() => undefined)
  await router.load()
}

export function mount(): void {
  const root = createRoot(document.getElementById('root') as HTMLElement)
  // As a transition, it is drawn in slices between which the page answers.
  startTransition(() =>
    root.render(
      <StrictMode>
        <CSPProvider disableStyleElements>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
            <ConfirmIdentity />
            <Toasts />
          </QueryClientProvider>
        </CSPProvider>
      </StrictMode>,
    ),
  )
  whenIdle([...onDemand, ...[menuFrames, dialogFrames, popoverFrames, selectFrames, snippetFrames].map((frames) => frames.load)])
}

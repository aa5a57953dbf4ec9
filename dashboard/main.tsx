// Mounts the dashboard: the query cache, the router, and nothing else.
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/query-client.ts'
import { router } from './routes.tsx'
import './theme.css'
import { ConfirmIdentity } from './ui/confirm-identity.tsx'
import { Toasts } from './ui/toast.tsx'

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <ConfirmIdentity />
        <Toasts />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
)

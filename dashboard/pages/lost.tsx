// What is shown where there is no page, and where one failed.
import { Compass } from 'lucide-react'
import { paths } from '../paths.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { EmptyState, ProblemNotice } from '../ui/states.tsx'

export function LostPage() {
  return (
    <main className="flex min-h-[70vh] items-center justify-center">
      <EmptyState
        icon={<Compass size={18} />}
        title="There is no such page"
        action={
          <ButtonLink to={paths.overview} weight="primary">
            To the overview
          </ButtonLink>
        }
      >
        The address may be misspelt, or the page has moved.
      </EmptyState>
    </main>
  )
}

export function CrashPage({ error }: { error: unknown }) {
  return (
    <main className="mx-auto max-w-2xl space-y-4 px-4 py-16">
      <h1 className="text-lg font-semibold">This page could not be shown</h1>
      <ProblemNotice fault={error} />
      <Button onClick={() => location.reload()}>Load it again</Button>
    </main>
  )
}

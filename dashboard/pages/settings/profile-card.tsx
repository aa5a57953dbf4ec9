// Your name, as others see it.
import { useState } from 'react'
import type { UserJson } from '../../../src/contract/sign-in-api.ts'
import { useForm } from '../../forms/use-form.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

export function ProfileCard({ user }: { user: UserJson }) {
  const [name, setName] = useState(user.name)
  const form = useForm<{ name: string }>({
    method: 'PATCH',
    path: '/user',
    fields: ['name'],
    renews: [['session'], ['members']],
    done: () => notify('Your name was changed'),
  })
  return (
    <Card>
      <CardHeader title="You" note={user.email} />
      <form noValidate className="flex flex-wrap items-start gap-3 px-5 pb-5" onSubmit={form.submit(() => ({ name }))}>
        <Field
          className="min-w-48 grow"
          label="Name"
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          wrong={form.wrong('name')}
        />
        <Button type="submit" className="mt-7 h-9" busy={form.busy} disabled={name === user.name}>
          Save
        </Button>
      </form>
      {form.problem !== undefined && (
        <div className="px-5 pb-5">
          <ProblemNotice fault={form.problem} />
        </div>
      )}
    </Card>
  )
}

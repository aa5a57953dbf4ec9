// The table of endpoints as a whole: what every row must have, and what is derived from the rows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestControl } from '../../test/control/open-test-control.ts'
import { endpoints } from './endpoints.ts'
import { operationName } from './operation-name.ts'

test('every endpoint has a name of its own', () => {
  const names = endpoints.map((row) => `${operationName(row)} ${row.method} ${row.path}`)
  const twice = names.filter((name) => names.filter((other) => other.split(' ')[0] === name.split(' ')[0]).length > 1)
  assert.deepEqual(twice, [])
  assert.deepEqual(
    (
      [
        ['GET', '/keys'],
        ['GET', '/keys/:id'],
        ['POST', '/keys/:id/revoke'],
        ['DELETE', '/sessions'],
        ['DELETE', '/sessions/:id'],
        ['GET', '/session'],
        ['POST', '/session/confirm'],
        ['GET', '/usage'],
        ['POST', '/sign-in'],
      ] as const
    ).map(([method, path]) => operationName({ method, path })),
    [
      'keys.list',
      'keys.get',
      'keys.revoke',
      'sessions.delete_all',
      'sessions.delete',
      'session.get',
      'session.confirm',
      'usage.list',
      'sign_in.create',
    ],
  )
})

test('no answer with a new cookie or a revealed secret is kept for a repetition', () => {
  const never = ['POST /keys/:id/reveal', 'POST /session/confirm', 'POST /session/account', 'POST /user/password']
  const kept = endpoints.filter((row) => never.includes(`${row.method} ${row.path}`)).map((row) => row.keepsAnswer)
  assert.deepEqual(kept, [false, false, false, false])
})

test('no endpoint changes something by GET, and only what asks for nobody is public', () => {
  for (const row of endpoints) {
    if (row.method === 'GET') assert.equal(row.input, undefined, row.path)
    if (row.asks !== undefined) assert.notEqual(row.scope, 'public', row.path)
  }
})

test('the OpenAPI document names every endpoint with its body, and anybody may read it', async () => {
  const { ask } = await openTestControl()
  const { status, body } = await ask('/openapi.json')
  assert.equal(status, 200)
  const document = body as unknown as {
    openapi: string
    paths: Record<string, Record<string, { operationId: string; requestBody?: object }>>
  }
  assert.equal(document.openapi, '3.1.0')
  const listed = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
  assert.deepEqual(listed.sort(), endpoints.map(operationName).sort())
  for (const row of endpoints) {
    const operation = document.paths[row.path.replaceAll(/:(\w+)/g, '{$1}')]?.[row.method.toLowerCase()]
    assert.equal(operation?.requestBody !== undefined, row.input !== undefined, row.path)
  }
})

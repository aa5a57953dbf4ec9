// A whole server in a container of Amazon, as far as this machine can stand in for one: no key is kept, and requests are signed with the role's.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openVendor, sendJson, type VendorRequest } from '../gateway/open-vendor.ts'
import { type Router, startRouter } from './start-router.ts'

const asked: VendorRequest[] = []
const vendor = await openVendor((request, response) => {
  asked.push(request)
  if (request.target === '/creds') {
    const Expiration = new Date(Date.now() + 3_600_000).toISOString()
    return sendJson(response, { AccessKeyId: 'ASIAROLE', SecretAccessKey: 'role-secret', Token: 'role-token', Expiration })
  }
  return sendJson(response, {
    output: { message: { role: 'assistant', content: [{ text: 'Hello from Nova' }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 5, outputTokens: 4, totalTokens: 9 },
    metrics: { latencyMs: 1 },
  })
})
after(() => vendor.close())

async function control<T>(router: Router, path: string, body?: object): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${router.port}/control/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${router.managementKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  assert.ok(response.status < 300, `${path}: ${response.status}`)
  return (await response.json()) as T
}

const provider = {
  ...{ id: 'nova', vendor: 'bedrock-converse', auth: 'aws-role', base_url: vendor.baseUrl, allow_private: true },
  base_url_parts: { region: 'eu-west-1' },
}
const model = {
  ...{ id: 'nova-pro', context_length: 8_192, max_output_tokens: 1_000, price_usd_per_million: { input: '1', output: '4' } },
  offers: [{ provider: 'nova', upstream_model: 'eu.amazon.nova-pro-v1:0' }],
}

test('a provider is connected without a credential, tested, and answers', async () => {
  await using router = await startRouter({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${vendor.baseUrl}/creds` } })
  const connected = await control<{ status: string; credentials: object[] }>(router, '/providers', provider)
  assert.deepEqual([connected.status, connected.credentials], ['ready', []])
  await control(router, '/models', model)
  const tested = await control<{ ok: boolean; result: string }>(router, '/providers/nova/test')
  assert.deepEqual([tested.ok, tested.result], [true, 'it answers and takes the credential'])
  const answer = await fetch(`http://127.0.0.1:${router.port}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${router.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'nova-pro', messages: [{ role: 'user', content: 'Hi' }] }),
  })
  assert.match(await answer.text(), /Hello from Nova/)
  assert.deepEqual(
    asked.map(({ target }) => target),
    ['/creds', ...Array.from({ length: 2 }, () => '/model/eu.amazon.nova-pro-v1%3A0/converse')],
  )
  const { authorization = '', 'x-amz-security-token': token } = asked[2]?.headers ?? {}
  assert.match(authorization, /^AWS4-HMAC-SHA256 Credential=ASIAROLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request, /)
  assert.equal(token, 'role-token')
})

test('where no role is, the test of the provider says what was tried', async () => {
  await using router = await startRouter({ env: { AWS_EC2_METADATA_DISABLED: 'true' } })
  await control(router, '/providers', provider)
  await control(router, '/models', model)
  const tested = await control<{ ok: boolean; result: string }>(router, '/providers/nova/test')
  assert.equal(tested.ok, false)
  assert.match(tested.result, /^there are no credentials of AWS: AWS_ACCESS_KEY_ID .*; AWS_EC2_METADATA_DISABLED is true$/)
})

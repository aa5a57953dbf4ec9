// The variables of Amazon's SDKs, as a table.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { awsSurroundings } from './config-aws.ts'

const pair = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'made-up' }

/** What is set, and what of it is understood; secrets are opened here. */
const rows: readonly (readonly [env: Record<string, string>, said: object])[] = [
  [{}, { metadataUrl: 'http://169.254.169.254' }],
  [
    pair,
    { keys: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'made-up', sessionToken: undefined }, metadataUrl: 'http://169.254.169.254' },
  ],
  [
    { ...pair, AWS_SESSION_TOKEN: 'token' },
    { keys: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'made-up', sessionToken: 'token' }, metadataUrl: 'http://169.254.169.254' },
  ],
  [{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: '' }, { metadataUrl: 'http://169.254.169.254' }],
  [{ AWS_EC2_METADATA_DISABLED: 'true' }, { metadataUrl: null }],
  [{ AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv6' }, { metadataUrl: 'http://[fd00:ec2::254]' }],
  [
    { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/creds/1', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'token' },
    { containerUrl: 'http://169.254.170.2/v2/creds/1', containerToken: 'token', metadataUrl: 'http://169.254.169.254' },
  ],
  [
    {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/var/run/token',
    },
    { containerUrl: 'http://169.254.170.23/v1/credentials', containerTokenFile: '/var/run/token', metadataUrl: 'http://169.254.169.254' },
  ],
  [
    {
      AWS_ROLE_ARN: 'arn:r',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/identity',
      AWS_ROLE_SESSION_NAME: 'pod',
      AWS_ENDPOINT_URL_STS: 'https://sts.example',
    },
    {
      ...{ roleArn: 'arn:r', webIdentityTokenFile: '/var/run/identity', roleSessionName: 'pod', stsUrl: 'https://sts.example' },
      metadataUrl: 'http://169.254.169.254',
    },
  ],
]

for (const [env, said] of rows) {
  test(`${Object.keys(env).join(', ') || 'nothing'} is read as the SDKs read it, and secrets cannot be printed`, () => {
    const { keys, containerToken, ...rest } = awsSurroundings(env)
    const opened = { ...rest, keys: keys?.reveal(), containerToken: containerToken?.reveal() }
    assert.deepEqual(Object.fromEntries(Object.entries(opened).filter(([, value]) => value !== undefined)), said)
    assert.doesNotMatch(JSON.stringify({ keys, containerToken }), /made-up|token"/)
  })
}

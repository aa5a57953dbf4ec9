// Signature Version 4 against the vectors that AWS publishes (aws-sig-v4-test-suite): AKIDEXAMPLE, us-east-1, "service", 2015-08-30.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAwsKeys, signAws } from './sign-aws.ts'

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: undefined }
const suite = {
  host: 'example.amazonaws.com',
  body: null,
  region: 'us-east-1',
  service: 'service',
  nowMs: Date.UTC(2015, 7, 30, 12, 36, 0),
}

const vectors: readonly [name: string, method: string, target: string, signature: string][] = [
  ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'get-vanilla-query-order-key-case',
    'GET',
    '/?Param2=value2&Param1=value1',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  ['get-vanilla-empty-query-key', 'GET', '/?Param1=value1', 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb'],
  [
    'get-vanilla-query-unreserved',
    'GET',
    '/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
]

for (const [name, method, target, signature] of vectors) {
  test(`${name}: the signature is the published one`, () => {
    assert.deepEqual(signAws(keys, { ...suite, method, target }), {
      'x-amz-date': '20150830T123600Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    })
  })
}

test('post-sts-header-before: a session token is signed along', () => {
  const sessionToken =
    'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=='
  const signed = signAws({ ...keys, sessionToken }, { ...suite, method: 'POST', target: '/' })
  assert.equal(signed['x-amz-security-token'], sessionToken)
  assert.match(
    signed['authorization'] ?? '',
    /SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead$/,
  )
})

test('the path is encoded once more than it is sent, so the colon of a model ID signs as %253A', () => {
  const sent = signAws(keys, { ...suite, method: 'POST', target: '/model/a%3A0/invoke' })
  const other = signAws(keys, { ...suite, method: 'POST', target: '/model/a:0/invoke' })
  assert.notEqual(sent['authorization'], other['authorization'])
})

test('a pair of access keys is told from an API key by its form', () => {
  assert.deepEqual(readAwsKeys('AKIAIOSFODNN7EXAMPLE:abc/def+ghi'), {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'abc/def+ghi',
    sessionToken: undefined,
  })
  assert.equal(readAwsKeys('ASIAIOSFODNN7EXAMPLE:abc:to:ken')?.sessionToken, 'to:ken')
  for (const text of ['bedrock-api-key-abc', 'ABSKQmVkcm9jaw==', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE:', '']) {
    assert.equal(readAwsKeys(text), undefined, text)
  }
})

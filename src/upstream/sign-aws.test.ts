// Signature Version 4 against another implementation of it, over the keys and the time of Amazon's published test suite.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAwsKeys, signAws } from './sign-aws.ts'

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: undefined }
const nowMs = Date.UTC(2015, 7, 30, 12, 36, 0)

/** Computed by botocore 1.44.8, Amazon's own implementation in Python: `SigV4Auth(...).add_auth(request)` with its clock set to the time above. */
const vectors: readonly {
  readonly what: string
  readonly method: string
  readonly host: string
  readonly target: string
  readonly body: string | null
  readonly region: string
  readonly service: string
  readonly sessionToken: string | undefined
  /** The names of the signed headers. */
  readonly signs: string
  readonly signature: string
}[] = [
  {
    what: 'a plain GET',
    method: 'GET',
    host: 'example.amazonaws.com',
    target: '/',
    body: null,
    region: 'us-east-1',
    service: 'service',
    sessionToken: undefined,
    signs: 'host;x-amz-date',
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    what: 'a plain POST',
    method: 'POST',
    host: 'example.amazonaws.com',
    target: '/',
    body: null,
    region: 'us-east-1',
    service: 'service',
    sessionToken: undefined,
    signs: 'host;x-amz-date',
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  {
    what: 'a query out of order',
    method: 'GET',
    host: 'example.amazonaws.com',
    target: '/?Param2=value2&Param1=value1',
    body: null,
    region: 'us-east-1',
    service: 'service',
    sessionToken: undefined,
    signs: 'host;x-amz-date',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    what: 'a query of unreserved characters',
    method: 'GET',
    host: 'example.amazonaws.com',
    target:
      '/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    body: null,
    region: 'us-east-1',
    service: 'service',
    sessionToken: undefined,
    signs: 'host;x-amz-date',
    signature: '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  },
  {
    what: 'a body',
    method: 'POST',
    host: 'bedrock-runtime.us-east-1.amazonaws.com',
    target: '/openai/v1/chat/completions',
    body: '{"model":"m","messages":[{"role":"user","content":"Grüße"}]}',
    region: 'us-east-1',
    service: 'bedrock',
    sessionToken: undefined,
    signs: 'host;x-amz-date',
    signature: '696c63ba37ae3b0e3914d39d44c62e8c4c86ecb464cbf99b9c7d952e97dc2967',
  },
  {
    what: 'a model ID with a colon, encoded in the path',
    method: 'POST',
    host: 'bedrock-runtime.eu-central-1.amazonaws.com',
    target: '/model/anthropic.claude-v2%3A1/invoke-with-response-stream',
    body: '{"max_tokens":1}',
    region: 'eu-central-1',
    service: 'bedrock',
    sessionToken: undefined,
    signs: 'host;x-amz-date',
    signature: '39c220efb61079a38c398bd9824819d19e37cfd2eaea191aa725fe33ccf04d48',
  },
  {
    what: 'an ARN as the model',
    method: 'POST',
    host: 'bedrock-runtime.eu-west-1.amazonaws.com',
    target: '/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Feu.amazon.nova/converse',
    body: '{}',
    region: 'eu-west-1',
    service: 'bedrock',
    sessionToken: undefined,
    signs: 'host;x-amz-date',
    signature: 'f689716745f809297caf3e14ef9232797a5efb1838ab61bcfb3a819fc3802c97',
  },
  {
    what: 'an empty body',
    method: 'POST',
    host: 'bedrock-runtime.us-west-2.amazonaws.com',
    target: '/model/m/invoke',
    body: '',
    region: 'us-west-2',
    service: 'bedrock',
    sessionToken: undefined,
    signs: 'host;x-amz-date',
    signature: 'cbfa29378f9ee91b3e7ee0c458a430164b1db6d04586ebb3d24538a54e996804',
  },
  {
    what: 'a session token',
    method: 'POST',
    host: 'bedrock-runtime.us-east-1.amazonaws.com',
    target: '/model/m/invoke',
    body: '{"a":1}',
    region: 'us-east-1',
    service: 'bedrock',
    sessionToken: 'FwoGZXIvYXdzEXAMPLE//token+with/signs==',
    signs: 'host;x-amz-date;x-amz-security-token',
    signature: '7bc9e65f8909cf61df46ed3a37f1336268a5c28fe334656376839c1d5633d36b',
  },
  {
    what: 'a session token and a colon in the path, as Converse has it',
    method: 'POST',
    host: 'bedrock-runtime.eu-west-1.amazonaws.com',
    target: '/model/eu.amazon.nova-pro-v1%3A0/converse-stream',
    body: '{"a":1}',
    region: 'eu-west-1',
    service: 'bedrock',
    sessionToken: 'FwoGZXIvYXdzEXAMPLE//token+with/signs==',
    signs: 'host;x-amz-date;x-amz-security-token',
    signature: '28eded2fd8c35831741decc31691b16721ccd3e7389166cb5f43d0e0a40daab5',
  },
]

for (const { what, body, sessionToken, signs, signature, ...request } of vectors) {
  test(`${what}: the signature is the one that Amazon's own client makes`, () => {
    const signed = signAws({ ...keys, sessionToken }, { ...request, body: body === null ? null : Buffer.from(body), nowMs })
    const scope = `20150830/${request.region}/${request.service}/aws4_request`
    assert.deepEqual(signed, {
      'x-amz-date': '20150830T123600Z',
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${signs}, Signature=${signature}`,
    })
  })
}

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

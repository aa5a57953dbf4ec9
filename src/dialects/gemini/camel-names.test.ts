// Google's two spellings of a name: what the Python SDK writes is read, checked and priced as what the JavaScript SDK writes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { camelNames } from './camel-names.ts'
import { readRequest } from './read-request.ts'

const rows: readonly (readonly [what: string, from: string, to: string])[] = [
  ['nothing to change', '{"contents":[{"parts":[{"text":"a_b: \\"c_d\\":"}]}]}', '{"contents":[{"parts":[{"text":"a_b: \\"c_d\\":"}]}]}'],
  ['a member', '{"generation_config": {"top_p" : 1}}', '{"generationConfig": {"topP" : 1}}'],
  [
    'in arrays',
    '{"contents":[{"parts":[{"inline_data":{"mime_type":"a"}},{"function_call":{"name":"x_y"}}]}]}',
    '{"contents":[{"parts":[{"inlineData":{"mimeType":"a"}},{"functionCall":{"name":"x_y"}}]}]}',
  ],
  [
    'the insides of arguments stay, every digit of them',
    '{"function_call":{"args":{"a_b":{"c_d":12345678901234567890}}},"x_y":1}',
    '{"functionCall":{"args":{"a_b":{"c_d":12345678901234567890}}},"xY":1}',
  ],
  [
    "a schema's properties keep their names, and their schemas are spelled alike",
    '{"parameters":{"properties":{"a_b":{"min_items":1,"properties":{"c_d":{}}}},"property_ordering":["a_b"]}}',
    '{"parameters":{"properties":{"a_b":{"minItems":1,"properties":{"c_d":{}}}},"propertyOrdering":["a_b"]}}',
  ],
  [
    "a JSON schema is nobody else's",
    '{"parameters_json_schema":{"properties":{"a_b":{"any_of":[]}}}}',
    '{"parametersJsonSchema":{"properties":{"a_b":{"any_of":[]}}}}',
  ],
  [
    'what speaks to this server',
    '{"provider":{"allow_fallbacks":false},"tool_config":{}}',
    '{"provider":{"allow_fallbacks":false},"toolConfig":{}}',
  ],
  ['a name in disguise', '{"generationConfig":{"candidate\\u005fcount":8}}', '{"generationConfig":{"candidateCount":8}}'],
  ['no JSON', '{"a_b":"', '{"a_b":"'],
]
for (const [what, from, to] of rows) {
  test(what, () => assert.equal(Buffer.from(camelNames(Buffer.from(from))).toString(), to))
}

const limits = { depthMax: 64, valuesMax: 1_000 }
const read = (body: object) => readRequest(Buffer.from(JSON.stringify(body)), limits, { model: 'm', stream: false })
const contents = [{ role: 'user', parts: [{ text: 'x' }] }]

test('what is counted and capped is counted and capped in either spelling', () => {
  const plain = read({ contents, generationConfig: { candidateCount: 3, maxOutputTokens: 7 } })
  const other = read({ contents, generation_config: { candidate_count: 3, max_output_tokens: 7 } })
  assert.ok(plain.ok && other.ok)
  assert.deepEqual([other.value.choices, other.value.outputTokensMax], [plain.value.choices, plain.value.outputTokensMax])
  const image = read({ contents: [{ role: 'user', parts: [{ inline_data: { mime_type: 'image/png', data: 'AAAA' } }] }] })
  assert.equal(image.ok && image.value.images, 1)
})

for (const [body, param] of [
  [{ contents, cached_content: 'cachedContents/1' }, 'cachedContent'],
  [{ contents: [{ parts: [{ file_data: { file_uri: 'gs://x' } }] }] }, 'contents[0].parts[0].fileData'],
  [{ contents, tools: [{ google_search: {} }] }, 'tools[0].googleSearch'],
  [{ contents, generation_config: { response_modalities: ['IMAGE'] } }, 'generationConfig.responseModalities'],
] as const) {
  test(`what has no price is refused in either spelling: ${param}`, () => {
    const refused = read(body)
    assert.equal(refused.ok ? null : refused.problem.param, param)
  })
}

test('both spellings at once are one name twice', () => {
  const twice = read({ contents, generationConfig: { topP: 1, top_p: 0.5 } })
  assert.match(twice.ok ? '' : twice.problem.message, /"topP" appears twice/)
})

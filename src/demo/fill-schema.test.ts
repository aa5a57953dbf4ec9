// Cases for filled schemas, judged by a small checker of its own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillPattern } from './fill-pattern.ts'
import { fillSchema } from './fill-schema.ts'
import type { Json, JsonObject } from './ask.ts'

const schemas: Record<string, Json> = {
  'a flat object': {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city', 'days'],
    additionalProperties: false,
  },
  'an enum and a const': {
    type: 'object',
    properties: { unit: { enum: ['celsius', 'fahrenheit'] }, v: { const: 7 } },
    required: ['unit', 'v'],
  },
  'lists with a least length': { type: 'array', minItems: 3, items: { type: 'string', minLength: 2 } },
  'unique numbers': { type: 'array', minItems: 4, uniqueItems: true, items: { type: 'integer', minimum: 1 } },
  'unique choices': { type: 'array', minItems: 3, uniqueItems: true, items: { enum: ['a', 'b', 'c'] } },
  'a tuple': { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false, minItems: 2 },
  'nested objects': {
    type: 'object',
    properties: {
      person: {
        type: 'object',
        properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
        required: ['name', 'tags'],
      },
    },
    required: ['person'],
  },
  'references into $defs': {
    type: 'object',
    properties: { steps: { type: 'array', items: { $ref: '#/$defs/step' }, minItems: 2 }, answer: { type: 'string' } },
    required: ['steps', 'answer'],
    $defs: {
      step: {
        type: 'object',
        properties: { explanation: { type: 'string' }, output: { type: 'string' } },
        required: ['explanation', 'output'],
      },
    },
  },
  'a recursive list': {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        properties: { value: { type: 'number' }, next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
        required: ['value', 'next'],
        additionalProperties: false,
      },
    },
  },
  'a recursive tree at the root': {
    type: 'object',
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } },
    required: ['name', 'children'],
  },
  'the first of anyOf': { anyOf: [{ type: 'integer', minimum: 5 }, { type: 'string' }] },
  'oneOf with shared words': {
    type: 'object',
    properties: { k: { type: 'string' } },
    required: ['k'],
    oneOf: [{ properties: { x: { const: 1 } }, required: ['x'] }],
  },
  'allOf joined': {
    allOf: [
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { type: 'object', properties: { b: { type: 'integer', maximum: -3 } }, required: ['b'] },
    ],
  },
  'a nullable type': { type: ['string', 'null'], minLength: 3 },
  'bounds of whole numbers': { type: 'integer', minimum: 10, maximum: 11 },
  'exclusive bounds': { type: 'integer', exclusiveMinimum: 10, exclusiveMaximum: 12 },
  'narrow exclusive bounds': { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.25 },
  'a multiple': { type: 'integer', multipleOf: 7, minimum: 50 },
  'a negative maximum': { type: 'number', maximum: -1.5 },
  'text lengths': { type: 'string', minLength: 40, maxLength: 41 },
  'an empty text': { type: 'string', maxLength: 0 },
  'required without a property': { type: 'object', required: ['anything'], additionalProperties: { type: 'integer' } },
  'a least number of properties': { type: 'object', minProperties: 2 },
  'a name that is a prototype': {
    type: 'object',
    properties: JSON.parse('{"__proto__":{"type":"string"}}') as Json,
    required: ['__proto__'],
  },
  'a date': { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
}

for (const [what, schema] of Object.entries(schemas)) {
  test(`a filled value is valid: ${what}`, () => {
    const value = JSON.parse(JSON.stringify(fillSchema(schema, 'Weather in Paris for 3 days'))) as Json
    assert.deepEqual(mistakes(value, schema, schema), [], JSON.stringify(value))
  })
}

test('the checker of this file finds mistakes', () => {
  assert.notEqual(mistakes('x', { type: 'integer' }, {}).length, 0)
  assert.notEqual(mistakes({}, { required: ['a'] }, {}).length, 0)
  assert.notEqual(mistakes([1, 1], { uniqueItems: true }, {}).length, 0)
})

test('arguments come from the prompt where that is obvious', () => {
  const schema = {
    type: 'object',
    properties: {
      city: { type: 'string' },
      unit: { enum: ['celsius', 'fahrenheit'] },
      email: { type: 'string', format: 'email' },
      days: { type: 'integer' },
    },
  }
  const prompt = 'Mail eve@example.org the weather in New York for 4 days in fahrenheit'
  assert.deepEqual(fillSchema(schema, prompt), { city: 'New York', unit: 'fahrenheit', email: 'eve@example.org', days: 4 })
  const sum = { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } }
  assert.deepEqual(fillSchema(sum, 'add 12 and 30'), { a: 12, b: 30 })
})

test('a schema that multiplies or never ends is cut, not followed', () => {
  const nested = (depth: number): Json => (depth === 0 ? { type: 'string' } : { type: 'array', minItems: 100, items: nested(depth - 1) })
  const names = Array.from({ length: 3_000 }, (_, at) => `p${at}`)
  const hostile: Json[] = [
    nested(5),
    { $ref: '#' },
    { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] },
    { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { $ref: '#' }])), required: names },
    { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 1e9 } },
    { allOf: names.map((name) => ({ properties: { [name]: { type: 'string' } } })) },
    { type: 'array', minItems: 3_000, uniqueItems: true, items: { enum: names } },
  ]
  // Lengths stand for work: unbounded, these would be from many megabytes to endless.
  for (const schema of hostile) assert.ok(JSON.stringify(fillSchema(schema, 'x')).length < 1_500_000)
})

test('simple patterns are matched, others are declined without running them', () => {
  for (const pattern of [
    '^[A-Z]{3}-\\d{4}$',
    '^(cat|dog)s?$',
    '^[^a-z]+$',
    '^\\w+@\\w+\\.com$',
    '^#[0-9a-f]{6}$',
    '^(?:ab){2,3}$',
    '^[\\d.]+$',
  ]) {
    assert.match(fillPattern(pattern) ?? '', new RegExp(pattern), pattern)
  }
  for (const pattern of ['(?=a)b', '(a)\\1', '[', '(', 'a{999999999}', '*']) assert.equal(fillPattern(pattern), null, pattern)
  assert.equal(fillPattern('^(a+)+$'), 'a')
})

/** Only the words that the cases use. */
function mistakes(value: Json, given: Json, root: Json): string[] {
  const schema = given as JsonObject
  const found: string[] = []
  const must = (holds: boolean, what: string): void => void (holds || found.push(`${what}: ${JSON.stringify(value)}`))
  const number = (word: string): number | undefined => (typeof schema[word] === 'number' ? schema[word] : undefined)
  if (typeof schema['$ref'] === 'string') {
    const target = schema['$ref'] === '#' ? root : ((root as { $defs: JsonObject }).$defs[schema['$ref'].split('/')[2] as string] as Json)
    found.push(...mistakes(value, target, root))
  }
  for (const part of (schema['allOf'] ?? []) as Json[]) found.push(...mistakes(value, part, root))
  for (const word of ['anyOf', 'oneOf']) {
    if (schema[word])
      must(
        (schema[word] as Json[]).some((branch) => mistakes(value, branch, root).length === 0),
        word,
      )
  }
  if ('const' in schema) must(value === schema['const'], 'const')
  if (schema['enum']) must((schema['enum'] as Json[]).includes(value), 'enum')
  if (schema['type'])
    must(
      [schema['type']].flat().some((type) => isOf(value, type as string)),
      'type',
    )
  if (typeof value === 'string') {
    must([...value].length >= (number('minLength') ?? 0) && [...value].length <= (number('maxLength') ?? Infinity), 'length')
    if (typeof schema['pattern'] === 'string') must(new RegExp(schema['pattern'], 'u').test(value), 'pattern')
  } else if (typeof value === 'number') {
    must(value >= (number('minimum') ?? value) && value <= (number('maximum') ?? value), 'bounds')
    must(value > (number('exclusiveMinimum') ?? -Infinity) && value < (number('exclusiveMaximum') ?? Infinity), 'exclusive bounds')
    must(Number.isInteger(value / (number('multipleOf') ?? value)), 'multipleOf')
  } else if (Array.isArray(value)) {
    const fixed = (schema['prefixItems'] ?? []) as Json[]
    must(value.length >= (number('minItems') ?? 0), 'minItems')
    if (schema['uniqueItems']) must(new Set(value.map((item) => JSON.stringify(item))).size === value.length, 'uniqueItems')
    if (schema['items'] === false) must(value.length <= fixed.length, 'items')
    value.forEach((item: Json, at: number) => found.push(...mistakes(item, fixed[at] ?? schema['items'] ?? {}, root)))
  } else if (typeof value === 'object' && value !== null) {
    const properties = (schema['properties'] ?? {}) as JsonObject
    must(Object.keys(value).length >= (number('minProperties') ?? 0), 'minProperties')
    for (const name of (schema['required'] ?? []) as string[]) must(Object.hasOwn(value, name), `required ${name}`)
    for (const [name, item] of Object.entries(value)) {
      if (Object.hasOwn(properties, name)) found.push(...mistakes(item, properties[name] as Json, root))
      else must(schema['additionalProperties'] !== false, `additional ${name}`)
    }
  }
  return found
}

function isOf(value: Json, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  return type === 'object' ? typeof value === 'object' && value !== null && !Array.isArray(value) : typeof value === type
}

// What the Node programs share: settings from the environment, one printed line per check, and the questions asked. Knows no SDK.
import assert from 'node:assert/strict'

export const baseURL = required('NEXOROUTER_BASE_URL')
export const apiKey = required('NEXOROUTER_API_KEY')
export const emptyKey = required('NEXOROUTER_EMPTY_KEY')
const counterUrl = required('NEXOROUTER_REQUEST_COUNTER')

/** Well formed for another service, so certainly not a key of the server under test. */
export const wrongKey = 'sk-not-a-key-of-this-server'

export const question = [{ role: 'user', content: 'In one sentence: what does a router do?' }]
export const weatherQuestion = [{ role: 'user', content: 'What is the weather in Paris?' }]

export const citySchema = {
  type: 'object',
  properties: { city: { type: 'string' }, population: { type: 'integer' } },
  required: ['city', 'population'],
  additionalProperties: false,
}

export const weatherParameters = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}

function required(name) {
  const value = process.env[name]
  if (!value) throw new Error(`set ${name}; clients/README.md says how`)
  return value
}

/** HTTP requests the SDK really made while `work` ran, retries included. */
export async function requestsDuring(work) {
  const before = await requestCount()
  await work()
  return (await requestCount()) - before
}

async function requestCount() {
  return Number(await (await fetch(counterUrl)).text())
}

/** The error that `work` ends with. Ending well is the failure here. */
export async function failureOf(work) {
  let value
  try {
    value = await work()
  } catch (error) {
    return error
  }
  throw new Error(`expected a failure, got ${JSON.stringify(value)?.slice(0, 200)}`)
}

export function checkCity(value) {
  assert.equal(typeof value.city, 'string')
  assert.ok(Number.isInteger(value.population), 'population is an integer')
  assert.deepEqual(Object.keys(value).sort(), ['city', 'population'])
}

export function checkText(text) {
  assert.equal(typeof text, 'string')
  assert.ok(text.trim().length > 0, 'the answer has text')
}

/** Runs each group's checks one after the other, the groups side by side; sets the exit code. */
export async function runGroups(groups) {
  await Promise.all(groups.map(({ name, checks }) => runChecks(checks, `${name}, `)))
}

/** Runs the named checks one after the other; sets the exit code. */
export async function runChecks(checks, prefix = '') {
  for (const [own, check] of Object.entries(checks)) {
    const name = `${prefix}${own}`
    try {
      await check()
      console.log(`ok ${name}`)
    } catch (error) {
      console.log(
        `not ok ${name}: ${String(error?.message ?? error)
          .replaceAll(/\s+/g, ' ')
          .slice(0, 400)}`,
      )
      process.exitCode = 1
    }
  }
}

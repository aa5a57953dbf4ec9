// The official SDKs of OpenAI, Anthropic and Google, unmodified, each with a provider of every wire behind a running NexoRouter.
import assert from 'node:assert/strict'
import { checkCity, checkText, failureOf, runGroups } from './checks.mjs'
import { errorOf, speakers } from './pair-speakers.mjs'
import { recordedGroups } from './recorded.mjs'

/** Their models stand in clients/pairs.yaml: `<provider>-<what it does>`. */
const providers = ['demo', 'demo-responses', 'demo-messages', 'demo-gemini']
const counting = [{ user: 'count to 5' }]

function checksOf(name, speak, provider) {
  async function toolsRoundTrip(stream) {
    const question = { user: 'Call both for London' }
    const { calls, said } = await speak(`${provider}-tools`, [question], { tools: true, stream })
    assert.deepEqual(
      calls.map((call) => [call.name, call.args]),
      [
        ['get_weather', { city: 'London' }],
        ['get_time', { city: 'London' }],
      ],
    )
    const results = calls.map((call) => ({ call, text: `${call.name} says 12` }))
    const { text } = await speak(`${provider}-tools`, [question, { said }, { results }], { tools: true, stream })
    for (const tool of ['get_weather', 'get_time']) assert.ok(text.includes(`${tool} returned: ${tool} says 12`), text)
  }

  return {
    async 'whole and streamed it is the same answer, with the same usage'() {
      const [whole, streamed] = [await speak(`${provider}-text`, counting), await speak(`${provider}-text`, counting, { stream: true })]
      assert.equal(whole.text, '1, 2, 3, 4, 5')
      assert.equal(streamed.text, whole.text)
      assert.ok(whole.usage.input > 0 && whole.usage.output > 0)
      assert.deepEqual(streamed.usage, whole.usage)
      assert.ok(streamed.pieces > 5, `it came in ${streamed.pieces} pieces`)
    },

    'two calls and their results make the round trip, whole': () => toolsRoundTrip(false),
    'two calls and their results make the round trip, streamed': () => toolsRoundTrip(true),

    async 'a schema is kept'() {
      const { text } = await speak(`${provider}-json`, [{ user: 'Name a city and its population.' }], { schema: true })
      checkCity(JSON.parse(text))
    },

    async 'thoughts are shown, and taken back with the next turn'() {
      for (const stream of [false, true]) {
        const { text, thoughts, said } = await speak(`${provider}-thoughts`, counting, { thoughts: true, stream })
        checkText(thoughts)
        assert.equal(text, '1, 2, 3, 4, 5')
        const more = await speak(`${provider}-thoughts`, [...counting, { said }, { user: 'count to 3' }], { thoughts: true, stream })
        assert.equal(more.text, '1, 2, 3')
      }
    },

    async 'a provider that limits us is an error of this SDK'() {
      for (const stream of [false, true]) {
        const error = await failureOf(() => speak(`${provider}-limited`, counting, { stream }))
        assert.ok(error instanceof errorOf[name], `got ${error}`)
        assert.equal(error.status, 503)
      }
    },

    async 'a stream that breaks down throws'() {
      const error = await failureOf(() => speak(`${provider}-breaking`, counting, { stream: true }))
      assert.ok(error instanceof errorOf[name], `got ${error}`)
    },
  }
}

await runGroups([
  ...Object.entries(speakers).flatMap(([name, speak]) =>
    providers.map((provider) => ({ name: `${name} with ${provider}`, checks: checksOf(name, speak, provider) })),
  ),
  ...recordedGroups(),
])

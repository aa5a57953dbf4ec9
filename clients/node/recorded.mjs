// What SDKs hear of recorded answers, by a provider of every dialect: their own objects have to say what was said. Part of pairs.mjs; runs nothing itself.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { listeners } from './listeners.mjs'

/** None without `NEXOROUTER_RECORDED`, the file of the exchanges. */
export function recordedGroups() {
  const file = process.env.NEXOROUTER_RECORDED
  if (!file) return []
  const exchanges = JSON.parse(readFileSync(file, 'utf8'))
  return Object.entries(listeners).map(([client, listen]) => ({ name: `recorded, ${client}`, checks: checksOf(client, listen, exchanges) }))
}

function checksOf(client, listen, exchanges) {
  const own = exchanges.filter((exchange) => exchange.client === client)
  const hear = own.filter(({ kind }) => kind === 'hear')
  const ask = own.filter(({ kind }) => kind === 'ask')
  return {
    ...Object.fromEntries(
      hear.map(({ upstream, name, model, body, heard }) => [
        `${upstream}: ${name}`,
        async () => {
          assert.deepEqual(await listen(model, body, false), heard, 'whole')
          const { thrown, ...streamed } = await listen(model, body, true)
          if (thrown === undefined) assert.deepEqual(streamed, heard, 'streamed')
          else assert.equal(thrown, heard.choices[0].finish)
        },
      ]),
    ),

    async 'every recorded request is answered by a provider of every dialect'() {
      for (const { model, body, heard } of ask) assert.deepEqual(await listen(model, body, false), heard, model)
    },
  }
}

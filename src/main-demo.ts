// The simulated providers as places that requests can go to, one server for all of them, started when it is first needed. Knows no models.
import type { Clock } from './base/clock.ts'
import { randomText } from './base/hash.ts'
import { Secret } from './base/secret.ts'
import { demoProviders } from './catalog/demo-models.ts'
import type { DialectName } from './contract/dialects.ts'
import type { ProviderId } from './contract/ids.ts'
import type { ProviderAuth } from './contract/provider-auth.ts'
import { startDemoProvider } from './demo/demo-provider.ts'
import type { UpstreamTarget } from './upstream/send.ts'

export interface DemoWay {
  targets(): Promise<readonly (readonly [ProviderId, UpstreamTarget])[]>
  close(): Promise<void>
}

/** As the vendors of each wire take their keys. */
const authOf: Readonly<Record<DialectName, ProviderAuth>> = {
  'openai-chat': { kind: 'bearer' },
  'openai-responses': { kind: 'bearer' },
  'anthropic-messages': { kind: 'header', header: 'x-api-key' },
  gemini: { kind: 'header', header: 'x-goog-api-key' },
}

export function openDemo(clock: Clock): DemoWay {
  let starting: ReturnType<typeof startDemoProvider> | undefined
  const credential = new Secret(randomText('0123456789abcdef', 48))
  return {
    async targets() {
      starting ??= startDemoProvider({ clock, credential })
      const { baseUrl, geminiBaseUrl } = await starting
      return demoProviders.map(({ id, dialect }) => {
        const base = dialect === 'gemini' ? geminiBaseUrl : baseUrl
        return [id, { provider: id, baseUrl: base, auth: authOf[dialect], credential, allowPrivate: true }]
      })
    },
    async close() {
      await (await starting)?.close()
    },
  }
}

// The simulated provider as a place that requests can go to, started when it is first needed. Knows no models.
import type { Clock } from './base/clock.ts'
import { randomText } from './base/hash.ts'
import { Secret } from './base/secret.ts'
import { demoProviderId } from './catalog/demo-models.ts'
import { startDemoProvider } from './demo/demo-provider.ts'
import type { UpstreamTarget } from './upstream/send.ts'

export interface DemoWay {
  target(): Promise<UpstreamTarget>
  close(): Promise<void>
}

export function openDemo(clock: Clock): DemoWay {
  let starting: ReturnType<typeof startDemoProvider> | undefined
  const credential = new Secret(randomText('0123456789abcdef', 48))
  return {
    async target() {
      starting ??= startDemoProvider({ clock, credential })
      const { baseUrl } = await starting
      return { provider: demoProviderId, baseUrl, auth: { kind: 'bearer' }, credential, allowPrivate: true }
    },
    async close() {
      await (await starting)?.close()
    },
  }
}

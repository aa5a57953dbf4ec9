// The settings of the control plane, from the configuration. Decides nothing.
import type { Config } from './config.ts'
import { type ControlSettings, defaultControlSettings } from './control/control-deps.ts'

export function controlSettingsOf({ values }: Config): ControlSettings {
  return {
    ...defaultControlSettings,
    signUp: values.signUp === 'on',
    sessionMs: values.sessionHours * 3_600_000,
    requestsPerMinute: values.controlRequestsPerMinute,
    accountRequestsPerMinute: values.controlAccountRequestsPerMinute,
  }
}

// Settings of the control API, part of the one table of scalar settings. Reads nothing itself.
import { limit } from './config-kinds.ts'

export const controlSettings = {
  controlRequestsPerMinute: limit({
    yaml: 'control.requests_per_minute',
    fallback: 600,
    why: 'calls of the control API by one session or management key: ten a second, where a dashboard makes about one',
  }),
  controlAccountRequestsPerMinute: limit({
    yaml: 'control.account_requests_per_minute',
    fallback: 3000,
    why: 'the same for all sessions and management keys of an account together, so that one account cannot keep the store from the others',
  }),
} as const

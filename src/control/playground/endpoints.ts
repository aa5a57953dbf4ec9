// The rows of the control API for the Playground.
import { playgroundTokenJson } from '../../contract/server-answers.ts'
import { createPlaygroundTokenInput } from '../../contract/playground-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { createPlaygroundToken } from './create-playground-token.ts'

export const playgroundEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/playground-tokens',
    scope: 'account',
    action: 'playground.use',
    does: 'make a token that stands for one key for 15 minutes',
    input: createPlaygroundTokenInput,
    output: playgroundTokenJson,
    refuses: ['conflict'],
    run: createPlaygroundToken,
  }),
]

// What a model can do, in the words of the YAML, the control API and the model list. Knows no model.
import { taskCapabilities } from './tasks.ts'

/** `chat` also puts it in the key scope "chat models". */
export const capabilities = ['chat', 'tools', 'json_schema', 'vision', 'audio', 'reasoning', ...taskCapabilities] as const
export type Capability = (typeof capabilities)[number]

// The one task of the simulated agent: a small text file. Reads it from the prompt and words it as a tool's arguments, a command or a listing.
// Knows nothing of sockets, and does no task: clients run the tools, and ask their people first.
import { fillSchema } from './fill-schema.ts'
import type { ChatAsk, Json, JsonObject } from './ask.ts'
import { isObject } from './read-fields.ts'
import { lastPrompt } from './write-answer.ts'

/** A bare file name and one line of text: nothing outside the working folder can be named, nothing can be run. */
interface AgentTask {
  readonly file: string
  readonly text: string
  /** False: the prompt did not have the documented form, so that the values are guesses. */
  readonly isAsked: boolean
}

/**
 * A call's arguments: what the schema requires, and what the task gives. Optional arguments stay away, because a made-up working folder or
 * time limit would break a real tool.
 */
export function agentArguments(parameters: Json, ask: ChatAsk): JsonObject {
  const filled = fillSchema(parameters, lastPrompt(ask))
  if (!isObject(filled)) return {}
  const task = readTask(ask)
  const required = isObject(parameters) && Array.isArray(parameters['required']) ? parameters['required'] : []
  return Object.fromEntries(
    Object.entries(filled).flatMap(([name, value]): [string, Json][] => {
      const given = valueOf(name, value, task)
      if (given !== undefined) return [[name, given]]
      return required.includes(name) ? [[name, value]] : []
    }),
  )
}

/** For clients that give no tools and read files from the answer (a name, then a fenced block); null when no file was asked for. */
export function agentListing(ask: ChatAsk): string | null {
  const { file, text, isAsked } = readTask(ask)
  return isAsked ? `${file}\n\`\`\`\n${text}\n\`\`\`\n` : null
}

export const pathWords = /^(path|file_?path|file|file_?name|target_?file)$/i
const textWords = /^(content|contents|text|new_?str|new_?string|file_?text)$/i
const commandWords = /^(command|cmd|script)$/i

/** Undefined: the task says nothing about this argument. */
function valueOf(name: string, filled: Json, task: AgentTask): Json | undefined {
  if (typeof filled === 'string') {
    if (pathWords.test(name)) return task.file
    if (textWords.test(name)) return `${task.text}\n`
    if (commandWords.test(name)) return commandOf(task)
  }
  return Array.isArray(filled) && commandWords.test(name) ? ['sh', '-c', commandOf(task)] : undefined
}

function commandOf({ file, text, isAsked }: AgentTask): string {
  return isAsked ? `printf '%s\\n' '${text.replaceAll("'", `'\\''`)}' > ${file}` : 'echo hello'
}

const fileName = String.raw`(?<![\w/\\.-])([A-Za-z0-9_-]{1,40}\.(?:txt|md|js|ts|py|json|html|css|go|rs|java|sh))\b`
/** The documented form: `create hello.txt that says "TEXT"`, the quotes also as a client escaped them. Every part has a length, so that a huge prompt costs one pass. */
const asking = new RegExp(
  String.raw`\b(?:create|write|make)\b[^\n]{0,40}?${fileName}(?:[^\n"“\\]{0,40}\\?["“]([^\n"”\\]{1,200})\\?["”])?`,
  'gi',
)
/** Clients put reminders of their own before the prompt, and after it; only this much of each end is looked at. */
const lookedAtMax = 8_000

function readTask(ask: ChatAsk): AgentTask {
  const said = ask.messages.filter(({ role }) => role === 'user').toReversed()
  for (const { text } of said) {
    const ends = text.length > 2 * lookedAtMax ? `${text.slice(0, lookedAtMax)}\n${text.slice(-lookedAtMax)}` : text
    const asked = [...ends.matchAll(asking)].at(-1)
    if (asked !== undefined) return { file: asked[1] ?? defaultFile, text: asked[2] ?? defaultText, isAsked: true }
  }
  return { file: new RegExp(fileName).exec(lastPrompt(ask))?.[1] ?? defaultFile, text: defaultText, isAsked: false }
}

const defaultFile = 'hello.txt'
const defaultText = 'Hello from a simulated model.'

// Decides which tools a simulated model calls and with what arguments. Knows nothing of sockets or of how calls travel.
import { agentArguments, pathWords } from './agent-task.ts'
import { fillSchema } from './fill-schema.ts'
import type { ChatAsk, ChatMessage, OfferedTool } from './ask.ts'
import { isObject } from './read-fields.ts'
import { lastPrompt } from './write-answer.ts'

export interface DraftCall {
  readonly name: string
  readonly argumentsText: string
  readonly custom: boolean
}

/** The tool results at the end of the conversation, with the names of the tools they come from. */
export function trailingResults(ask: ChatAsk): { readonly results: readonly ChatMessage[]; readonly names: readonly string[] } {
  const from = ask.messages.findLastIndex((message) => message.role !== 'tool') + 1
  const results = ask.messages.slice(from)
  const calls = ask.messages[from - 1]?.toolCalls ?? []
  const names = results.map((result, at) => (calls.find((call) => call.id === result.toolCallId) ?? calls[at])?.name ?? 'The tool')
  return { results, names }
}

/** The calls to make now. An eager model calls whenever it may; any model calls when it must. */
export function chooseCalls(ask: ChatAsk, eager: boolean): DraftCall[] {
  const choice = ask.toolChoice
  if (choice.kind === 'none' || ask.tools.length === 0) return []
  const prompt = lastPrompt(ask)
  if (choice.kind === 'named')
    return ask.tools
      .filter((tool) => tool.name === choice.name)
      .slice(0, 1)
      .map((tool) => callOf(tool, prompt))
  const must = choice.kind === 'required'
  if (!must && (!eager || trailingResults(ask).results.length > 0)) return []
  return wanted(ask, prompt).map((tool) => callOf(tool, prompt))
}

/** Two tools when the prompt names two or says "both", and parallel calls are allowed; else the named one, else the first. */
function wanted(ask: ChatAsk, prompt: string): OfferedTool[] {
  const text = prompt.toLowerCase()
  const named = ask.tools.filter((tool) => [tool.name, tool.name.replaceAll('_', ' ')].some((name) => text.includes(name.toLowerCase())))
  const first = named.length > 0 ? named : ask.tools
  if (!ask.parallelTools) return first.slice(0, 1)
  if (named.length >= 2) return named.slice(0, 2)
  return /\bboth\b/i.test(prompt) ? [...new Set([...first, ...ask.tools])].slice(0, 2) : first.slice(0, 1)
}

/** Of a prompt that a custom tool is given. */
const customTextMax = 200

function callOf(tool: OfferedTool, prompt: string): DraftCall {
  if (tool.custom === true) return { name: tool.name, argumentsText: prompt.slice(0, customTextMax), custom: true }
  const filled = fillSchema(tool.parameters, prompt)
  return { name: tool.name, argumentsText: JSON.stringify(isObject(filled) ? filled : {}), custom: false }
}

const creating = /write|create|save/i
const changing = /edit|patch/i
const running = /shell|bash|exec|terminal|command|run/i

/** What a coding client's first turn calls: a tool that writes files, else one that runs commands, else none. */
export function agentCalls(ask: ChatAsk): DraftCall[] {
  if (ask.toolChoice.kind === 'none' || ask.tools.length === 0) return []
  if (trailingResults(ask).results.length > 0 && ask.toolChoice.kind === 'auto') return []
  const choice = ask.toolChoice
  const tool =
    choice.kind === 'named'
      ? ask.tools.find((one) => one.name === choice.name)
      : (ask.tools.find((one) => creating.test(one.name) && takesPath(one)) ??
        ask.tools.find((one) => changing.test(one.name) && takesPath(one)) ??
        ask.tools.find((one) => running.test(one.name)))
  if (tool === undefined) return choice.kind === 'required' ? chooseCalls(ask, true) : []
  return [{ name: tool.name, argumentsText: JSON.stringify(agentArguments(tool.parameters, ask)), custom: false }]
}

function takesPath(tool: OfferedTool): boolean {
  const properties = isObject(tool.parameters) ? tool.parameters['properties'] : undefined
  return isObject(properties) && Object.keys(properties).some((name) => pathWords.test(name))
}

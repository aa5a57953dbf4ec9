// What the Playground shows of an answer, from the pieces of a chat completion. Pure: text in, the next state out.

export interface PlayedAnswer {
  readonly text: string
  readonly reasoning: string
  readonly tools: readonly { readonly name: string; readonly args: string }[]
  readonly finish: string | null
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  /** Decimal text as it was sent: never through a float. */
  readonly costUsd: string | null
  readonly problem: string | null
}

export const noAnswer: PlayedAnswer = {
  text: '',
  reasoning: '',
  tools: [],
  finish: null,
  promptTokens: null,
  completionTokens: null,
  costUsd: null,
  problem: null,
}

/** Cuts a stream of text into the data of its events, and keeps the rest for the next piece. */
export function splitEvents(rest: string, piece: string): { readonly events: readonly string[]; readonly rest: string } {
  const blocks = `${rest}${piece}`.replaceAll('\r\n', '\n').split('\n\n')
  const last = blocks.pop() ?? ''
  const events = blocks.flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.startsWith('data:'))
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n')]
  })
  return { events, rest: last }
}

interface Piece {
  readonly content?: string | null
  readonly reasoning_content?: string | null
  readonly reasoning?: string | null
  readonly tool_calls?: readonly { readonly index?: number; readonly function?: { readonly name?: string; readonly arguments?: string } }[]
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: Piece; readonly message?: Piece; readonly finish_reason?: string | null }[]
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null
  readonly error?: { readonly message?: string }
}

/** One event of a stream, or the whole answer of a request without one. */
export function addChunk(answer: PlayedAnswer, data: string): PlayedAnswer {
  if (data === '[DONE]') return answer
  let chunk: Chunk
  try {
    chunk = JSON.parse(data) as Chunk
  } catch {
    return { ...answer, problem: 'The answer held something that is not JSON.' }
  }
  if (chunk.error !== undefined) return { ...answer, problem: chunk.error.message ?? 'The answer broke off.' }
  const choice = chunk.choices?.[0]
  const piece = choice?.delta ?? choice?.message ?? {}
  const { usage } = chunk
  return {
    ...answer,
    text: answer.text + (piece.content ?? ''),
    reasoning: answer.reasoning + (piece.reasoning_content ?? piece.reasoning ?? ''),
    tools: addTools(answer.tools, piece),
    finish: choice?.finish_reason ?? answer.finish,
    promptTokens: usage?.prompt_tokens ?? answer.promptTokens,
    completionTokens: usage?.completion_tokens ?? answer.completionTokens,
    costUsd: usage == null ? answer.costUsd : (costText(data) ?? answer.costUsd),
  }
}

/** `usage.cost` is a JSON number for the sake of other clients; here it is read as the text that it was. */
function costText(data: string): string | undefined {
  return /"cost"\s*:\s*(\d+(?:\.\d+)?)/.exec(data.slice(data.lastIndexOf('"usage"')))?.[1]
}

function addTools(tools: PlayedAnswer['tools'], piece: Piece): PlayedAnswer['tools'] {
  let next = tools
  for (const [position, call] of (piece.tool_calls ?? []).entries()) {
    const index = call.index ?? position
    const before = next[index] ?? { name: '', args: '' }
    const after = { name: before.name + (call.function?.name ?? ''), args: before.args + (call.function?.arguments ?? '') }
    next = [...next.slice(0, index), after, ...next.slice(index + 1)]
  }
  return next
}

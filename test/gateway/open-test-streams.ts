// Serves the tests of this folder only: streams as providers write them, and as clients read them.

/** The parsed data of the events of a stream, `[DONE]` as text. */
export function eventsOf(text: string): unknown[] {
  return text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.replace(/^data: /, ''))
    .map((data) => (data === '[DONE]' ? data : (JSON.parse(data) as unknown)))
}

/** A stream as a provider sends it, for behaviours of kind `raw`: the head, then one event for each value. `open`: its end is not sent. */
export function rawStream(events: readonly unknown[], open = false): string {
  const data = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
  const chunks = data.map((text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`)
  return `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${chunks.join('')}${open ? '' : '0\r\n\r\n'}`
}

export function chunk(index: number, delta: object, finishReason: string | null = null): object {
  return {
    id: 'chatcmpl-raw',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'upstream-model',
    choices: [{ index, delta, finish_reason: finishReason }],
  }
}

export function usageEvent(prompt: number, completion: number): object {
  const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
  return { id: 'chatcmpl-raw', object: 'chat.completion.chunk', created: 1, model: 'upstream-model', choices: [], usage }
}

export const hello = { model: 'test-model', messages: [{ role: 'user', content: 'hello' }] }

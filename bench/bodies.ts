// The request bodies of the benchmark: a small call, and what a coding agent sends. Knows no variant.

const sentence = 'The quick brown fox jumps over the lazy dog while the gateway counts every token of it. '

/** About 1 KB. */
export function smallBody(model: string, stream: boolean): string {
  const messages = [
    { role: 'system', content: 'You answer briefly.' },
    { role: 'user', content: sentence.repeat(9) },
  ]
  return JSON.stringify({ model, messages, max_tokens: 256, temperature: 0.2, ...(stream ? { stream: true } : {}) })
}

/** About 50 KB: a long system prompt, 20 tools with schemas and a short history, streamed. */
export function agentBody(model: string): string {
  const tools = Array.from({ length: 20 }, (_, index) => ({
    type: 'function',
    function: {
      name: `tool_${index}`,
      description: sentence.repeat(8),
      parameters: {
        type: 'object',
        properties: Object.fromEntries(
          Array.from({ length: 5 }, (__, at) => [`field_${at}`, { type: 'string', description: sentence.repeat(1) }]),
        ),
        required: ['field_0', 'field_1'],
      },
    },
  }))
  const messages = [
    { role: 'system', content: sentence.repeat(230) },
    { role: 'user', content: sentence.repeat(10) },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'tool_0', arguments: '{"field_0":"a","field_1":"b"}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: sentence.repeat(20) },
  ]
  return JSON.stringify({ model, messages, tools, max_tokens: 1024, stream: true, stream_options: { include_usage: true } })
}

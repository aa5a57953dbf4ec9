// Serves the tests of this folder only: the fields of Responses (OpenAI API reference, "Create a model response"), one row each. Our own data.
import { type FieldRow, dot, inner, row, schema, tops } from './row.ts'

const responsesTool = { type: 'function', name: 'f', parameters: schema, strict: false }
const items = (...list: readonly object[]): object => ({ input: [{ role: 'user', content: 'x' }, ...list] })
const inputParts = (...parts: readonly object[]): object => ({
  input: [{ role: 'user', content: [{ type: 'input_text', text: 'x' }, ...parts] }],
})

export const responses: readonly FieldRow[] = [
  ...tops({
    instructions: 'Be brief.',
    temperature: 0.5,
    top_p: 0.5,
    top_logprobs: 3,
    user: 'u',
    safety_identifier: 's',
    metadata: { a: 'b' },
  }),
  ...tops({
    service_tier: 'flex',
    prompt_cache_key: 'k',
    prompt_cache_retention: '24h',
    store: true,
    truncation: 'auto',
    max_tool_calls: 3,
  }),
  ...tops({ background: true, previous_response_id: 'resp_1', conversation: 'c', prompt: { id: 'p' }, surprise: 1, moderation: {} }),
  ...tops({ stream_options: { include_obfuscation: false }, client_metadata: { a: 'b' }, context_management: [{ type: 'compaction' }] }),
  row('include, log probabilities', { include: ['message.output_text.logprobs'] }, 'include'),
  row('include, of hosted tools', { include: ['web_search_call.action.sources'] }, 'include'),
  row('reasoning', { reasoning: { effort: 'high' } }),
  row('reasoning.summary', { reasoning: { summary: 'detailed' } }, 'reasoning'),
  inner('reasoning.surprise', { reasoning: { effort: 'high' } }, { reasoning: { effort: 'high', surprise: 1 } }),
  row('text.format', { text: { format: { type: 'json_object' } } }),
  row('text.format, a schema', { text: { format: { type: 'json_schema', name: 'n', schema } } }, 'text.format'),
  row('text.verbosity', { text: { verbosity: 'low' } }),
  row('text.surprise', { text: { surprise: 1 } }),
  row('tools', { tools: [responsesTool] }),
  inner('tools.strict', { tools: [responsesTool] }, { tools: [{ ...responsesTool, strict: true }] }, 'tools.strict'),
  inner(
    'tools.format',
    { tools: [{ type: 'custom', name: 'f' }] },
    { tools: [{ type: 'custom', name: 'f', format: { type: 'grammar', syntax: 'lark', definition: 'x' } }] },
    'tools.format',
  ),
  row('tools, hosted', { tools: [{ type: 'web_search' }] }, 'tools[0]'),
  inner('tool_choice', { tools: [responsesTool] }, { tools: [responsesTool], tool_choice: 'required' }),
  inner('tool_choice, hosted', { tools: [responsesTool] }, { tools: [responsesTool], tool_choice: { type: 'web_search' } }, 'tool_choice'),
  inner(
    'tool_choice, allowed',
    { tools: [responsesTool] },
    { tools: [responsesTool], tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'f' }] } },
    'tool_choice',
  ),
  inner('parallel_tool_calls', { tools: [responsesTool] }, { tools: [responsesTool], parallel_tool_calls: false }),
  row('input, an image', inputParts({ type: 'input_image', image_url: dot })),
  inner(
    'input, its detail',
    inputParts({ type: 'input_image', image_url: dot }),
    inputParts({ type: 'input_image', image_url: dot, detail: 'low' }),
    'messages.image.detail',
  ),
  row(
    'input, a file',
    inputParts({ type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' }),
    'messages.document.title',
  ),
  row('input, audio', inputParts({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }), 'messages.audio'),
  row('input, a strange part', inputParts({ type: 'input_hologram' }), 'input[0].content[1]'),
  row('input, a strange item', items({ type: 'web_search_call', id: 'w' }), 'input[1]'),
  row(
    'input, a call and its result',
    items({ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }, { type: 'function_call_output', call_id: 'c', output: 'r' }),
  ),
  inner(
    'input, reasoning',
    items({ role: 'assistant', content: 'y' }),
    items(
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'sealed' },
      { role: 'assistant', content: 'y' },
    ),
    'messages.reasoning',
  ),
]

// Serves the tests of this folder only: the fields of chat completions (OpenAI API reference, "Create chat completion"), one row each. Our own data.
import { type FieldRow, dot, inner, row, schema, tops } from './row.ts'

const chatTool = { type: 'function', function: { name: 'f', parameters: schema } }
const chatSaid = (...messages: readonly object[]): object => ({ messages: [{ role: 'user', content: 'x' }, ...messages] })
const chatParts = (...parts: readonly object[]): object => ({
  messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }, ...parts] }],
})
const chatCall = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }
const chatTurns = (call: object, result: object): object =>
  chatSaid({ role: 'assistant', tool_calls: [call] }, { role: 'tool', tool_call_id: 'c', ...result })

export const chat: readonly FieldRow[] = [
  ...tops({ temperature: 0.5, top_p: 0.5, top_k: 5, min_p: 0.1, n: 2, stop: ['END'], seed: 7, presence_penalty: 1, frequency_penalty: 1 }),
  ...tops({ repetition_penalty: 1.1, logit_bias: { 5: 1 }, logprobs: true, user: 'u', safety_identifier: 's', metadata: { a: 'b' } }),
  ...tops({ service_tier: 'flex', verbosity: 'low', reasoning_effort: 'high', store: true, prediction: { type: 'content', content: 'x' } }),
  ...tops({ prompt_cache_key: 'k', prompt_cache_retention: '24h', web_search_options: {}, surprise: 1 }),
  row('modalities', { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }, 'audio'),
  inner('top_logprobs', { logprobs: true }, { logprobs: true, top_logprobs: 3 }, 'logprobs'),
  row('reasoning', { reasoning: { effort: 'low' } }, 'reasoning.effort'),
  row('reasoning.max_tokens', { reasoning: { max_tokens: 2_000 } }, 'reasoning'),
  row('response_format', { response_format: { type: 'json_object' } }),
  row('response_format.json_schema', { response_format: { type: 'json_schema', json_schema: { name: 'n', schema } } }, 'response_format'),
  inner(
    'response_format.json_schema.strict',
    { response_format: { type: 'json_schema', json_schema: { name: 'n', schema } } },
    { response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } } },
    'response_format.strict',
  ),
  inner(
    'response_format.json_schema.description',
    { response_format: { type: 'json_schema', json_schema: { name: 'n', schema } } },
    { response_format: { type: 'json_schema', json_schema: { name: 'n', schema, description: 'd' } } },
    'response_format.description',
  ),
  row('tools', { tools: [chatTool] }),
  inner(
    'tools.strict',
    { tools: [chatTool] },
    { tools: [{ ...chatTool, function: { ...chatTool.function, strict: true } }] },
    'tools.strict',
  ),
  inner('tools.description', { tools: [chatTool] }, { tools: [{ ...chatTool, function: { ...chatTool.function, description: 'd' } }] }),
  inner(
    'tools.format',
    { tools: [{ type: 'custom', custom: { name: 'f' } }] },
    { tools: [{ type: 'custom', custom: { name: 'f', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'x' } } } }] },
    'tools.format',
  ),
  inner('tool_choice', { tools: [chatTool] }, { tools: [chatTool], tool_choice: 'required' }),
  inner(
    'tool_choice, named',
    { tools: [chatTool] },
    { tools: [chatTool], tool_choice: { type: 'function', function: { name: 'f' } } },
    'tool_choice',
  ),
  inner(
    'tool_choice, allowed',
    { tools: [chatTool] },
    {
      tools: [chatTool],
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'f' } }] } },
    },
    'tool_choice',
  ),
  inner('parallel_tool_calls', { tools: [chatTool] }, { tools: [chatTool], parallel_tool_calls: false }),
  row('functions', { functions: [{ name: 'f', parameters: schema }] }),
  inner(
    'function_call',
    { functions: [{ name: 'f', parameters: schema }] },
    { functions: [{ name: 'f', parameters: schema }], function_call: { name: 'f' } },
  ),
  row('messages[0].name', { messages: [{ role: 'user', name: 'Ann', content: 'x' }] }, 'messages.name'),
  row('messages[0].content, an image', chatParts({ type: 'image_url', image_url: { url: dot } })),
  inner(
    'messages[0].content, its detail',
    chatParts({ type: 'image_url', image_url: { url: dot } }),
    chatParts({ type: 'image_url', image_url: { url: dot, detail: 'low' } }),
    'messages.image.detail',
  ),
  row(
    'messages[0].content, a file',
    chatParts({ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } }),
    'messages.document.title',
  ),
  row('messages[0].content, a file elsewhere', chatParts({ type: 'file', file: { file_id: 'file_1' } }), 'messages[0].content[1]'),
  row('messages[0].content, audio', chatParts({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }), 'messages.audio'),
  row('messages[0].content, a strange part', chatParts({ type: 'hologram' }), 'messages[0].content[1]'),
  inner(
    'cache_control',
    chatParts({ type: 'text', text: 'y' }),
    chatParts({ type: 'text', text: 'y', cache_control: { type: 'ephemeral' } }),
  ),
  row('messages[1].refusal', chatSaid({ role: 'assistant', refusal: 'No.' })),
  inner(
    'messages[1].audio',
    chatSaid({ role: 'assistant', content: 'x' }),
    chatSaid({ role: 'assistant', content: 'x', audio: { id: 'a' } }),
    'messages[1].audio',
  ),
  inner(
    'messages[1].reasoning_content',
    chatSaid({ role: 'assistant', content: 'x' }),
    chatSaid({ role: 'assistant', content: 'x', reasoning_content: 'Hm.' }),
    'messages.reasoning',
  ),
  row('messages[1].tool_calls', chatTurns(chatCall, { content: 'r' })),
  inner(
    'messages[2].content, an image',
    chatTurns(chatCall, { content: [] }),
    chatTurns(chatCall, { content: [{ type: 'image_url', image_url: { url: dot } }] }),
  ),
]

// Serves the tests of this folder only: the fields of Messages (Anthropic API reference, "Create a Message"), one row each. Our own data.
import { type FieldRow, inner, row, schema, tops } from './row.ts'

const claudeTool = { name: 'f', input_schema: schema }
const blocks = (...content: readonly object[]): object => ({
  messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }, ...content] }],
})
const turns = (...messages: readonly object[]): object => ({ messages: [{ role: 'user', content: 'x' }, ...messages] })
const use = { type: 'tool_use', id: 't', name: 'f', input: { a: 'b' } }
const afterUse = (result: object): object =>
  turns({ role: 'assistant', content: [use] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', ...result }] })
const paper = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' } }
const words = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Words.' } }
const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }

export const messages: readonly FieldRow[] = [
  ...tops({ system: 'Be brief.', temperature: 0.5, top_p: 0.5, top_k: 5, stop_sequences: ['END'], service_tier: 'standard_only' }),
  ...tops({
    container: 'c',
    context_management: { edits: [] },
    mcp_servers: [{ type: 'url', url: 'https://a.example', name: 'a' }],
    surprise: 1,
  }),
  ...tops({ inference_geo: 'eu', speed: 'fast', cache_control: { type: 'ephemeral' } }),
  row('metadata.user_id', { metadata: { user_id: 'u' } }),
  inner('metadata.surprise', { metadata: { user_id: 'u' } }, { metadata: { user_id: 'u', surprise: 1 } }),
  row('thinking', { thinking: { type: 'enabled', budget_tokens: 2_000 } }),
  row('thinking, off', { thinking: { type: 'disabled' } }, 'thinking'),
  row('output_config.effort', { output_config: { effort: 'low' } }, 'output_config.effort'),
  row('output_config.format', { output_config: { format: { type: 'json_schema', schema } } }),
  row('output_config.surprise', { output_config: { surprise: 1 } }),
  row('tools', { tools: [claudeTool] }),
  inner('tools.strict', { tools: [claudeTool] }, { tools: [{ ...claudeTool, strict: true }] }, 'tools.strict'),
  inner(
    'tools.input_examples',
    { tools: [claudeTool] },
    { tools: [{ ...claudeTool, input_examples: [{ a: 'b' }] }] },
    'tools[0].input_examples',
  ),
  inner(
    'tools.cache_control',
    { tools: [claudeTool] },
    { tools: [{ ...claudeTool, cache_control: { type: 'ephemeral' } }] },
    'cache_control',
  ),
  row('tools, hosted', { tools: [{ type: 'bash_20250124', name: 'bash' }] }, 'tools[0]'),
  inner('tool_choice', { tools: [claudeTool] }, { tools: [claudeTool], tool_choice: { type: 'any' } }),
  inner('tool_choice, named', { tools: [claudeTool] }, { tools: [claudeTool], tool_choice: { type: 'tool', name: 'f' } }, 'tool_choice'),
  inner(
    'tool_choice.disable_parallel_tool_use',
    { tools: [claudeTool], tool_choice: { type: 'auto' } },
    { tools: [claudeTool], tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
  ),
  row('messages, an image', blocks(picture), 'messages.image'),
  row('messages, a document', blocks(paper)),
  inner('messages, its title', blocks(paper), blocks({ ...paper, title: 'T' }), 'messages.document.title'),
  inner('messages, the title of a text', blocks(words), blocks({ ...words, title: 'T' }), 'messages.document.title'),
  inner('messages, its context', blocks(paper), blocks({ ...paper, context: 'C' }), 'messages.document.context'),
  inner('messages, citations', blocks(paper), blocks({ ...paper, citations: { enabled: true } }), 'messages.document.citations'),
  row('messages, a search result', blocks({ type: 'search_result', source: 's', title: 't', content: [{ type: 'text', text: 'z' }] })),
  row('messages, a strange block', blocks({ type: 'hologram' }), 'messages[0].content[1]'),
  inner(
    'cache_control of a block',
    blocks({ type: 'text', text: 'y' }),
    blocks({ type: 'text', text: 'y', cache_control: { type: 'ephemeral' } }),
    'cache_control',
  ),
  inner(
    'messages, a thought',
    turns({ role: 'assistant', content: [{ type: 'text', text: 'y' }] }),
    turns({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 's' },
        { type: 'text', text: 'y' },
      ],
    }),
    'messages.reasoning',
  ),
  inner(
    'messages, a hidden thought',
    turns({ role: 'assistant', content: [{ type: 'text', text: 'y' }] }),
    turns({
      role: 'assistant',
      content: [
        { type: 'redacted_thinking', data: 's' },
        { type: 'text', text: 'y' },
      ],
    }),
    'messages.reasoning',
  ),
  row('messages, a result', afterUse({ content: 'r' })),
  inner('messages, a failed result', afterUse({ content: 'r' }), afterUse({ content: 'r', is_error: true })),
  inner('messages, a result with an image', afterUse({ content: [] }), afterUse({ content: [picture] })),
]

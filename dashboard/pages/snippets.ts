// Ready pieces of shell and code for this server's own address. Knows no components.
import type { Snippet } from '../ui/snippets.tsx'

export const baseUrl = `${location.origin}/v1`

const placeholder = '$NEXOROUTER_API_KEY'

export function curlLine(key = placeholder, model = 'nexo-demo'): string {
  return `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Say hello"}]}'`
}

/** For a key that was just made. */
export function keySnippets(key: string): readonly Snippet[] {
  return [
    { name: 'OpenAI tools', code: `export OPENAI_API_KEY="${key}"\nexport OPENAI_BASE_URL="${baseUrl}"` },
    // Anthropic's clients put /v1 behind the address themselves.
    { name: 'Anthropic tools', code: `export ANTHROPIC_AUTH_TOKEN="${key}"\nexport ANTHROPIC_BASE_URL="${location.origin}"` },
    { name: 'curl', code: curlLine(key) },
    { name: 'Python', code: pythonSnippet(key, 'nexo-demo') },
    { name: 'Node', code: nodeSnippet(key, 'nexo-demo') },
  ]
}

/** For a model; the key stays in the environment. */
export function modelSnippets(model: string): readonly Snippet[] {
  return [
    { name: 'curl', code: curlLine(placeholder, model) },
    { name: 'Python', code: pythonSnippet(undefined, model) },
    { name: 'Node', code: nodeSnippet(undefined, model) },
  ]
}

function pythonSnippet(key: string | undefined, model: string): string {
  return `${key === undefined ? 'import os\n' : ''}from openai import OpenAI

client = OpenAI(api_key=${key === undefined ? 'os.environ["NEXOROUTER_API_KEY"]' : `"${key}"`}, base_url="${baseUrl}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Say hello"}],
)
print(answer.choices[0].message.content)`
}

function nodeSnippet(key: string | undefined, model: string): string {
  return `import OpenAI from 'openai'

const client = new OpenAI({ apiKey: ${key === undefined ? 'process.env.NEXOROUTER_API_KEY' : `'${key}'`}, baseURL: '${baseUrl}' })
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Say hello' }],
})
console.log(answer.choices[0].message.content)`
}

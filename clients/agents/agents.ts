// The agents as data: what a person sets for each, and how it runs without one. Knows no server and runs nothing.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, type Toolchain } from '../clients.ts'

export const agentsFolder = import.meta.dirname

/** What a person puts into an agent's settings. */
export interface Settings {
  /** Without a path: `http://localhost:3001`. */
  readonly origin: string
  readonly key: string
  readonly model: string
  /** For titles and summaries, where an agent asks another model for them. */
  readonly smallModel: string
  /** What an agent has to be told of a model that it does not know, so that it shortens its conversation in time. */
  readonly contextTokens: number
}

export interface Agent {
  readonly name: string
  readonly toolchain: Toolchain
  /** Where the exact version stands: a file of the toolchain's folder and a pattern with one group. */
  readonly version: readonly [file: string, pattern: RegExp]
  readonly dialect: string
  /** The endpoint of its requests in the usage log. */
  readonly endpoint: string
  env(settings: Settings): Readonly<Record<string, string>>
  /** `~/` is the person's folder, `./` the project's. */
  readonly file?: { readonly path: string; readonly language: string; text(settings: Settings): string }
  /** The command without a person, as one would type it. */
  readonly headless: string
  /** Only for the run: no telemetry, no updates, no questions. A person may want them. */
  readonly quiet: Readonly<Record<string, string>>
  /** Undefined: no agent with a task but a server of its own, see drive-open-webui.ts. */
  readonly command?: (prompt: string) => readonly string[]
  /** The least number of requests of the task: two, where a tool is called and its result is told; one without tools. */
  readonly requests: number
  readonly usesTools: boolean
  /** Where its first request is refused, and it asks again in another form by itself. */
  readonly isRefusedFirstBy?: (typeof providers)[number]
}

/** Simulated providers (clients/pairs.yaml), one of each dialect. An agent that calls tools has its task from each of them. */
export const providers = ['demo', 'demo-responses', 'demo-messages', 'demo-gemini'] as const

/** One agent with one provider. */
export interface Task {
  readonly agent: Agent
  readonly provider: (typeof providers)[number]
}

export function tasksOf(agent: Agent): readonly Task[] {
  return (agent.usesTools ? providers : providers.slice(0, 1)).map((provider) => ({ agent, provider }))
}

export const taskName = ({ agent, provider }: Task): string => `${agent.name} with ${provider}`
export const modelOf = ({ agent, provider }: Task): string => `${provider}-${agent.command === undefined ? 'text' : 'agent'}`

const npm: Toolchain = {
  id: 'agents-npm',
  folder: agentsFolder,
  probes: [['npm', '--version']],
  inputs: ['package-lock.json'],
  install: [['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']],
}

const opencodeFolder = path.join(agentsFolder, 'opencode')
const opencode: Toolchain = {
  id: 'agents-opencode',
  folder: opencodeFolder,
  probes: [['npm', '--version']],
  inputs: ['package.json'],
  install: [['npm', 'install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund']],
}

function pip(name: string): Toolchain {
  const venv = path.join(cacheFolder, name)
  return {
    id: `agents-${name}`,
    folder: path.join(agentsFolder, name),
    probes: [
      ['python3', '--version'],
      ['python3', '-c', 'import sys, venv, ensurepip; assert (3, 11) <= sys.version_info < (3, 13), "Python 3.11 or 3.12 is needed"'],
    ],
    inputs: ['requirements.txt'],
    install: [
      ['python3', '-m', 'venv', '--clear', venv],
      [
        path.join(venv, 'bin', 'python'),
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-compile', '-r', 'requirements.txt'],
      ],
    ],
  }
}

const inModules = (...parts: string[]): string => path.join(agentsFolder, 'node_modules', ...parts)
export const inVenv = (name: string, program: string): string => path.join(cacheFolder, name, 'bin', program)
const pinned = (name: string): readonly [string, RegExp] => ['package.json', new RegExp(`"${name}": "([^"]+)"`)]
/** Packages with native programs have one package for each kind of machine. */
const machine = `${process.platform}-${process.arch}`

export const agents: readonly Agent[] = [
  {
    name: 'codex',
    toolchain: npm,
    version: pinned('@openai/codex'),
    dialect: 'Responses',
    endpoint: 'responses',
    env: ({ key }) => ({ NEXOROUTER_API_KEY: key }),
    file: {
      path: '~/.codex/config.toml',
      language: 'toml',
      text: ({ origin, model, contextTokens }) =>
        [
          `model = "${model}"`,
          `model_context_window = ${contextTokens}`,
          'model_provider = "nexorouter"',
          '',
          '[model_providers.nexorouter]',
          'name = "NexoRouter"',
          `base_url = "${origin}/v1"`,
          'env_key = "NEXOROUTER_API_KEY"',
          'wire_api = "responses"',
        ].join('\n'),
    },
    headless: 'codex exec "..."',
    quiet: {},
    command: (prompt) => [
      process.execPath,
      inModules('@openai', 'codex', 'bin', 'codex.js'),
      ...['exec', '-c', 'check_for_update_on_startup=false', '-c', 'analytics.enabled=false', '--sandbox', 'danger-full-access', prompt],
    ],
    requests: 2,
    usesTools: true,
  },
  {
    name: 'claude-code',
    toolchain: npm,
    version: pinned('@anthropic-ai/claude-code'),
    dialect: 'Messages',
    endpoint: 'messages',
    env: ({ origin, key, model, smallModel, contextTokens }) => ({
      ANTHROPIC_BASE_URL: origin,
      ANTHROPIC_AUTH_TOKEN: key,
      ANTHROPIC_MODEL: model,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: smallModel,
      CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(contextTokens),
    }),
    headless: 'claude -p "..." --permission-mode acceptEdits',
    quiet: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
    command: (prompt) => [
      inModules('@anthropic-ai', `claude-code-${machine}`, 'claude'),
      ...['-p', prompt, '--permission-mode', 'acceptEdits'],
    ],
    requests: 2,
    usesTools: true,
    // It puts instructions among the turns for models that it does not know; Claude takes those from 4.8 on only.
    isRefusedFirstBy: 'demo-messages',
  },
  {
    name: 'gemini-cli',
    toolchain: npm,
    version: pinned('@google/gemini-cli'),
    dialect: 'Gemini',
    endpoint: 'gemini',
    env: ({ origin, key, model }) => ({ GOOGLE_GEMINI_BASE_URL: origin, GEMINI_API_KEY: key, GEMINI_MODEL: model }),
    file: {
      path: '~/.gemini/settings.json',
      language: 'json',
      text: () =>
        JSON.stringify(
          {
            security: { auth: { selectedType: 'gemini-api-key' } },
            privacy: { usageStatisticsEnabled: false },
            general: { enableAutoUpdate: false },
          },
          null,
          2,
        ),
    },
    headless: 'gemini --approval-mode auto_edit -p "..."',
    quiet: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    command: (prompt) => [
      process.execPath,
      inModules('@google', 'gemini-cli', 'bundle', 'gemini.js'),
      ...['--approval-mode', 'auto_edit', '-p', prompt],
    ],
    requests: 2,
    usesTools: true,
  },
  {
    name: 'opencode',
    toolchain: opencode,
    version: pinned('opencode-ai'),
    dialect: 'chat completions',
    endpoint: 'chat.completions',
    env: ({ key }) => ({ NEXOROUTER_API_KEY: key }),
    file: {
      path: './opencode.json',
      language: 'json',
      text: ({ origin, model, smallModel, contextTokens }) =>
        JSON.stringify(
          {
            $schema: 'https://opencode.ai/config.json',
            model: `nexorouter/${model}`,
            small_model: `nexorouter/${smallModel}`,
            provider: {
              nexorouter: {
                npm: '@ai-sdk/openai-compatible',
                name: 'NexoRouter',
                options: { baseURL: `${origin}/v1`, apiKey: '{env:NEXOROUTER_API_KEY}' },
                models: { [model]: { limit: { context: contextTokens, output: 16_384 } }, [smallModel]: {} },
              },
            },
          },
          null,
          2,
        ),
    },
    headless: 'opencode run "..."',
    quiet: { OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_LSP_DOWNLOAD: '1' },
    command: (prompt) => [path.join(opencodeFolder, 'node_modules', `opencode-${machine}`, 'bin', 'opencode'), 'run', prompt],
    requests: 2,
    usesTools: true,
  },
  {
    name: 'aider',
    toolchain: pip('aider'),
    version: ['requirements.txt', /^aider-chat==(.+)$/m],
    dialect: 'chat completions',
    endpoint: 'chat.completions',
    env: ({ origin, key, model }) => ({ OPENAI_API_BASE: `${origin}/v1`, OPENAI_API_KEY: key, AIDER_MODEL: `openai/${model}` }),
    headless: 'aider --yes-always --message "..." hello.txt',
    quiet: {
      AIDER_ANALYTICS: 'false',
      AIDER_CHECK_UPDATE: 'false',
      AIDER_SHOW_RELEASE_NOTES: 'false',
      AIDER_SHOW_MODEL_WARNINGS: 'false',
      AIDER_GITIGNORE: 'false',
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    },
    command: (prompt) => [inVenv('aider', 'aider'), '--yes-always', '--message', prompt, 'hello.txt'],
    requests: 1,
    usesTools: false,
  },
  {
    name: 'Open WebUI',
    toolchain: pip('open-webui'),
    version: ['requirements.txt', /^open-webui==(.+)$/m],
    dialect: 'chat completions',
    endpoint: 'chat.completions',
    env: ({ origin, key }) => ({ OPENAI_API_BASE_URL: `${origin}/v1`, OPENAI_API_KEY: key, ENABLE_OLLAMA_API: 'false' }),
    headless: 'open-webui serve',
    quiet: {
      WEBUI_AUTH: 'false',
      WEBUI_SECRET_KEY: 'only-for-a-run-on-loopback-0123456789',
      USE_SLIM_DOCKER: 'true',
      OFFLINE_MODE: 'true',
      HF_HUB_OFFLINE: '1',
      ENABLE_VERSION_UPDATE_CHECK: 'false',
      ANONYMIZED_TELEMETRY: 'false',
      DO_NOT_TRACK: 'true',
      BYPASS_EMBEDDING_AND_RETRIEVAL: 'true',
      RAG_EMBEDDING_ENGINE: 'openai',
      AUDIO_STT_ENGINE: 'openai',
    },
    requests: 1,
    usesTools: false,
  },
]

/** The pinned version, from the file that pins it. */
export function pinnedVersion(agent: Agent): string {
  const [file, pattern] = agent.version
  const found = pattern.exec(readFileSync(path.join(agent.toolchain.folder, file), 'utf8'))?.[1]
  if (found === undefined) throw new Error(`${file} pins no version for ${agent.name}`)
  return found
}

// The clients as data: where each lives, which SDK version it pins, what it needs, how it is made ready and started. Runs nothing.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { recordedChecks, recordedProviders } from './recorded-vendor.ts'

export const clientsFolder = import.meta.dirname
/** Ignored by git; holds the virtual environment, the binaries and the jars. */
export const cacheFolder = path.join(clientsFolder, '..', '.cache', 'clients')

/** What several clients share: a language's tools and the way to install and build with them. */
export interface Toolchain {
  readonly id: string
  readonly folder: string
  /** Each must succeed, else the toolchain is absent. */
  readonly probes: readonly (readonly string[])[]
  /** When these files and the probes' answers are the same as last time, nothing is installed again. */
  readonly inputs: readonly string[]
  readonly install: readonly (readonly string[])[]
  /** May be absent even where every part is required. */
  readonly exempt?: true
}

export interface Client {
  readonly name: string
  readonly toolchain: Toolchain
  readonly command: readonly string[]
  /** Where the exact version stands: a file of the toolchain's folder and a pattern with one group. */
  readonly version: readonly [file: string, pattern: RegExp]
  /** Checks that its program prints; fewer means that it stopped early. */
  readonly checks: number
  /** How many of its requests end in a failure of the provider; more records than that are retries. Absent: see `providers`. */
  readonly providerFailures?: number
  /** It tries all of these, whose failing models cool down in between, and neither aborts nor spends anything. */
  readonly providers?: readonly string[]
}

const node: Toolchain = {
  id: 'node',
  folder: path.join(clientsFolder, 'node'),
  probes: [['npm', '--version']],
  inputs: ['package-lock.json'],
  install: [['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']],
}

const venv = path.join(cacheFolder, 'python')
const venvPython = path.join(venv, 'bin', 'python')
const python: Toolchain = {
  id: 'python',
  folder: path.join(clientsFolder, 'python'),
  probes: [
    ['python3', '--version'],
    ['python3', '-c', 'import venv, ensurepip'],
  ],
  inputs: ['requirements.txt'],
  install: [
    ['python3', '-m', 'venv', '--clear', venv],
    [venvPython, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-compile', '-r', 'requirements.txt'],
  ],
}

// Unoptimised on purpose: the two SDKs are large, and optimising them takes twice the time of everything else together.
const goBinaries = path.join(cacheFolder, 'go')
const go: Toolchain = {
  id: 'go',
  folder: path.join(clientsFolder, 'go'),
  probes: [['go', 'version']],
  inputs: ['go.mod', 'go.sum', 'checks/checks.go', 'documented/main.go', 'newest/main.go'],
  install: [
    [
      'go',
      'build',
      '-buildvcs=false',
      '-gcflags=all=-N -l -dwarf=false',
      '-ldflags=-s -w',
      '-o',
      `${goBinaries}/`,
      './documented',
      './newest',
    ],
  ],
}

const javaOutput = path.join(cacheFolder, 'java')
const java: Toolchain = {
  id: 'java',
  folder: path.join(clientsFolder, 'java'),
  probes: [
    ['javac', '-version'],
    ['mvn', '--version'],
  ],
  inputs: ['pom.xml', 'src/Checks.java', 'src/OpenAiJava.java'],
  install: [['mvn', '--batch-mode', '--quiet', 'compile', 'dependency:copy-dependencies', '-DincludeScope=runtime']],
}

const dotnet: Toolchain = {
  id: 'dotnet',
  folder: path.join(clientsFolder, 'dotnet'),
  probes: [['dotnet', '--version']],
  inputs: ['clients-dotnet.csproj', 'Checks.cs', 'Program.cs'],
  install: [['dotnet', 'build', '--configuration', 'Release']],
  exempt: true,
}

const curl: Toolchain = { id: 'curl', folder: path.join(clientsFolder, 'curl'), probes: [['curl', '--version']], inputs: [], install: [] }

const everyProvider = ['demo', 'demo-responses', 'demo-messages', 'demo-gemini', ...recordedProviders]

const inLock = (name: string): readonly [string, RegExp] => ['package.json', new RegExp(`"${name}": "([^"]+)"`)]

export const clients: readonly Client[] = [
  { name: 'curl', toolchain: curl, command: [process.execPath, 'curl.mjs'], version: ['', /^/], checks: 18, providerFailures: 2 },
  {
    name: 'Node openai',
    toolchain: node,
    command: [process.execPath, 'openai.mjs'],
    version: inLock('openai'),
    checks: 18,
    providerFailures: 3,
  },
  {
    name: 'Node openai, Responses',
    toolchain: node,
    command: [process.execPath, 'openai-responses.mjs'],
    version: inLock('openai'),
    checks: 12,
    providerFailures: 2,
  },
  {
    name: 'Node @anthropic-ai/sdk',
    toolchain: node,
    command: [process.execPath, 'anthropic.mjs'],
    version: inLock('@anthropic-ai/sdk'),
    checks: 15,
    providerFailures: 2,
  },
  {
    name: 'Node @google/genai',
    toolchain: node,
    command: [process.execPath, 'google-genai.mjs'],
    version: inLock('@google/genai'),
    checks: 16,
    providerFailures: 2,
  },
  {
    name: 'Node SDKs with every provider',
    toolchain: node,
    command: [process.execPath, 'pairs.mjs'],
    version: inLock('openai'),
    checks: 112 + recordedChecks,
    providers: everyProvider,
  },
  {
    name: 'AI SDK with @ai-sdk/openai',
    toolchain: node,
    command: [process.execPath, 'ai-sdk.mjs', 'openai'],
    version: inLock('@ai-sdk/openai'),
    checks: 12,
    providerFailures: 2,
  },
  {
    name: 'AI SDK with @ai-sdk/openai-compatible',
    toolchain: node,
    command: [process.execPath, 'ai-sdk.mjs', 'openai-compatible'],
    version: inLock('@ai-sdk/openai-compatible'),
    checks: 12,
    providerFailures: 2,
  },
  {
    name: 'LangChain JS',
    toolchain: node,
    command: [process.execPath, 'langchain.mjs'],
    version: inLock('@langchain/openai'),
    checks: 12,
    providerFailures: 2,
  },
  {
    name: 'Python openai',
    toolchain: python,
    command: [venvPython, 'openai_checks.py'],
    version: ['requirements.txt', /^openai==(.+)$/m],
    checks: 16,
    providerFailures: 3,
  },
  {
    name: 'Python SDKs with every provider',
    toolchain: python,
    command: [venvPython, 'pairs_checks.py'],
    version: ['requirements.txt', /^openai==(.+)$/m],
    checks: 113 + recordedChecks,
    providers: everyProvider,
  },
  {
    name: 'LangChain Python',
    toolchain: python,
    command: [venvPython, 'langchain_checks.py'],
    version: ['requirements.txt', /^langchain-openai==(.+)$/m],
    checks: 12,
    providerFailures: 2,
  },
  {
    name: 'Go openai-go, documented import path',
    toolchain: go,
    command: [path.join(goBinaries, 'documented')],
    version: ['go.mod', /openai-go (v\S+)/],
    checks: 16,
    providerFailures: 3,
  },
  {
    name: 'Go openai-go, newest major',
    toolchain: go,
    command: [path.join(goBinaries, 'newest')],
    version: ['go.mod', /openai-go\/v\d+ (v\S+)/],
    checks: 16,
    providerFailures: 3,
  },
  {
    name: 'Java openai-java',
    toolchain: java,
    command: [
      'java',
      '-cp',
      [path.join(javaOutput, 'classes'), path.join(javaOutput, 'dependency', '*')].join(path.delimiter),
      'OpenAiJava',
    ],
    version: ['pom.xml', /<artifactId>openai-java<\/artifactId>\s*<version>([^<]+)</],
    checks: 16,
    providerFailures: 3,
  },
  {
    name: '.NET OpenAI',
    toolchain: dotnet,
    command: ['dotnet', 'run', '--no-build', '--configuration', 'Release'],
    version: ['clients-dotnet.csproj', /Include="OpenAI" Version="\[([^\]]+)\]"/],
    checks: 14,
    providerFailures: 2,
  },
]

/** The pinned version, from the file that pins it; empty for curl, which is the machine's own. */
export function pinnedVersion(client: Client): string {
  const [file, pattern] = client.version
  if (file === '') return ''
  const found = pattern.exec(readFileSync(path.join(client.toolchain.folder, file), 'utf8'))?.[1]
  if (found === undefined) throw new Error(`${file} pins no version for ${client.name}`)
  return found
}

// Every vendor we know, one record each. Knows no models, no prices; adds nothing to the records.
import { anthropic } from './anthropic.ts'
import { cerebras } from './cerebras.ts'
import { deepinfra } from './deepinfra.ts'
import { deepseek } from './deepseek.ts'
import { fireworks } from './fireworks.ts'
import { gemini } from './gemini.ts'
import { groq } from './groq.ts'
import { lmstudio } from './lmstudio.ts'
import { mistral } from './mistral.ts'
import { moonshot } from './moonshot.ts'
import { nvidia } from './nvidia.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { openrouter } from './openrouter.ts'
import { perplexity } from './perplexity.ts'
import { qwen } from './qwen.ts'
import { qwenCn } from './qwen-cn.ts'
import { siliconflow } from './siliconflow.ts'
import { together } from './together.ts'
import { vllm } from './vllm.ts'
import { xai } from './xai.ts'
import { zai } from './zai.ts'
import type { ProviderRecord } from './provider.ts'

/** All known vendors; hosted ones first, local servers last. The order is the order in which they are shown. */
export const providerRegistry: readonly ProviderRecord[] = [
  openai,
  anthropic,
  deepseek,
  qwen,
  qwenCn,
  mistral,
  groq,
  xai,
  together,
  fireworks,
  openrouter,
  moonshot,
  zai,
  cerebras,
  nvidia,
  siliconflow,
  perplexity,
  gemini,
  deepinfra,
  ollama,
  vllm,
  lmstudio,
]

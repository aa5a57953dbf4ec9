// Every vendor we know, one record each. Written by `npm run reference` from the files beside it; adds nothing to the records.
import { anthropic } from './anthropic.ts'
import { azureDeployments } from './azure-deployments.ts'
import { azure } from './azure.ts'
import { bedrockAnthropic } from './bedrock-anthropic.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { bedrockMantle } from './bedrock-mantle.ts'
import { bedrock } from './bedrock.ts'
import { cerebras } from './cerebras.ts'
import { cloudflare } from './cloudflare.ts'
import { cohere } from './cohere.ts'
import { deepinfra } from './deepinfra.ts'
import { deepseek } from './deepseek.ts'
import { fireworks } from './fireworks.ts'
import { gemini } from './gemini.ts'
import { githubModels } from './github-models.ts'
import { groq } from './groq.ts'
import { huggingface } from './huggingface.ts'
import { llamacpp } from './llamacpp.ts'
import { lmstudio } from './lmstudio.ts'
import { minimax } from './minimax.ts'
import { mistral } from './mistral.ts'
import { moonshot } from './moonshot.ts'
import { nvidia } from './nvidia.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { openrouter } from './openrouter.ts'
import { perplexity } from './perplexity.ts'
import { qwenCn } from './qwen-cn.ts'
import { qwen } from './qwen.ts'
import { sambanova } from './sambanova.ts'
import { sglang } from './sglang.ts'
import { siliconflow } from './siliconflow.ts'
import { together } from './together.ts'
import { vertexAnthropic } from './vertex-anthropic.ts'
import { vertexOpenai } from './vertex-openai.ts'
import { vertex } from './vertex.ts'
import { vllm } from './vllm.ts'
import { xai } from './xai.ts'
import { zai } from './zai.ts'
import type { ProviderRecord } from './provider.ts'

/** By name of their files. */
export const providerRegistry: readonly ProviderRecord[] = [
  anthropic,
  azureDeployments,
  azure,
  bedrockAnthropic,
  bedrockConverse,
  bedrockMantle,
  bedrock,
  cerebras,
  cloudflare,
  cohere,
  deepinfra,
  deepseek,
  fireworks,
  gemini,
  githubModels,
  groq,
  huggingface,
  llamacpp,
  lmstudio,
  minimax,
  mistral,
  moonshot,
  nvidia,
  ollama,
  openai,
  openrouter,
  perplexity,
  qwenCn,
  qwen,
  sambanova,
  sglang,
  siliconflow,
  together,
  vertexAnthropic,
  vertexOpenai,
  vertex,
  vllm,
  xai,
  zai,
]

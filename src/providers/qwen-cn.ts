// Qwen on DashScope, mainland region, as data. Knows no models, no prices, no requests.
// Its keys share their variable name with the other region, so only the YAML brings it up.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const qwenCn: ProviderRecord = {
  id: asId<ProviderId>('qwen-cn'),
  name: 'Qwen (Alibaba Cloud Model Studio, mainland China)',
  dialect: 'openai-chat',
  baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
  auth: { kind: 'bearer' },
  env: [],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://help.aliyun.com/en/model-studio/base-url',
}

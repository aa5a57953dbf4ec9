// Qwen on DashScope, international region, as data. Knows no models, no prices, no requests.
// Keys belong to one region.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const qwen: ProviderRecord = {
  id: asId<ProviderId>('qwen'),
  name: 'Qwen (Alibaba Cloud Model Studio, international)',
  dialect: 'openai-chat',
  baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  auth: { kind: 'bearer' },
  env: ['DASHSCOPE_API_KEY', 'QWEN_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope',
}

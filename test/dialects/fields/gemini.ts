// Serves the tests of this folder only: the fields of generateContent (Gemini API reference, "GenerateContentRequest"), one row each. Our own data.
import { type FieldRow, inner, row, schema, tops } from './row.ts'

const contentsOf = (...parts: readonly object[]): object => ({ contents: [{ role: 'user', parts: [{ text: 'x' }, ...parts] }] })
const config = (fields: object): FieldRow[] =>
  Object.entries(fields).map(([name, value]) => row(`generationConfig.${name}`, { generationConfig: { [name]: value } }))
const geminiTool = { functionDeclarations: [{ name: 'f', parametersJsonSchema: schema }] }
const calling = (functionCallingConfig: object): object => ({ tools: [geminiTool], toolConfig: { functionCallingConfig } })
const inline = (mimeType: string): object => ({ inlineData: { mimeType, data: 'AAAA' } })
const geminiTurns = (part: object, result: object): object => ({
  contents: [
    { role: 'user', parts: [{ text: 'x' }] },
    { role: 'model', parts: [part] },
    { role: 'user', parts: [result] },
  ],
})

export const gemini: readonly FieldRow[] = [
  ...config({
    temperature: 0.5,
    topP: 0.5,
    topK: 5,
    candidateCount: 2,
    stopSequences: ['END'],
    presencePenalty: 1,
    frequencyPenalty: 1,
    seed: 7,
  }),
  ...config({
    responseLogprobs: true,
    responseMimeType: 'application/json',
    mediaResolution: 'MEDIA_RESOLUTION_LOW',
    speechConfig: {},
    surprise: 1,
  }),
  ...config({ enableEnhancedCivicAnswers: true, responseModalities: ['IMAGE'], audioTimestamp: true }),
  ...tops({
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    safetySettings: [{}],
    labels: { a: 'b' },
    surprise: 1,
    serviceTier: 'flex',
    store: true,
  }),
  ...tops({ cachedContent: 'c' }),
  inner(
    'generationConfig.logprobs',
    { generationConfig: { responseLogprobs: true } },
    { generationConfig: { responseLogprobs: true, logprobs: 3 } },
    'generationConfig.responseLogprobs',
  ),
  inner(
    'generationConfig.responseSchema',
    { generationConfig: { responseMimeType: 'application/json' } },
    { generationConfig: { responseMimeType: 'application/json', responseSchema: { type: 'OBJECT' } } },
  ),
  row('generationConfig.thinkingConfig', { generationConfig: { thinkingConfig: { thinkingLevel: 'low' } } }),
  row(
    'generationConfig.thinkingConfig, off',
    { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
    'generationConfig.thinkingConfig',
  ),
  inner(
    'generationConfig.thinkingConfig.surprise',
    { generationConfig: { thinkingConfig: { thinkingLevel: 'low' } } },
    { generationConfig: { thinkingConfig: { thinkingLevel: 'low', surprise: 1 } } },
  ),
  row('tools', { tools: [geminiTool] }),
  inner(
    'tools.response',
    { tools: [geminiTool] },
    { tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: schema, responseJsonSchema: schema }] }] },
    'tools[0].functionDeclarations[0].responseJsonSchema',
  ),
  inner(
    'tools.behavior',
    { tools: [geminiTool] },
    { tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: schema, behavior: 'NON_BLOCKING' }] }] },
    'tools[0].functionDeclarations[0].behavior',
  ),
  row('tools, hosted', { tools: [{ googleSearch: {} }] }),
  inner('toolConfig', { tools: [geminiTool] }, calling({ mode: 'ANY' })),
  inner('toolConfig, named', { tools: [geminiTool] }, calling({ mode: 'ANY', allowedFunctionNames: ['f'] }), 'toolConfig'),
  inner('toolConfig, validated', { tools: [geminiTool] }, calling({ mode: 'VALIDATED' }), 'toolConfig'),
  inner(
    'toolConfig.retrievalConfig',
    { tools: [geminiTool] },
    { tools: [geminiTool], toolConfig: { retrievalConfig: { languageCode: 'de' } } },
  ),
  row('contents, an image', contentsOf(inline('image/png'))),
  row('contents, a document', contentsOf(inline('application/pdf'))),
  row('contents, audio', contentsOf(inline('audio/wav')), 'messages.audio'),
  row('contents, video', contentsOf(inline('video/mp4'))),
  row('contents, a file elsewhere', contentsOf({ fileData: { fileUri: 'f' } })),
  row('contents, a strange part', contentsOf({ executableCode: { code: 'x' } }), 'contents[0].parts[1]'),
  inner(
    'contents, a resolution',
    contentsOf(inline('image/png')),
    contentsOf({ ...inline('image/png'), mediaResolution: { level: 'low' } }),
    'contents[0].parts[1].mediaResolution',
  ),
  row(
    'contents, a call and its result',
    geminiTurns(
      { functionCall: { id: 'c', name: 'f', args: {} } },
      { functionResponse: { id: 'c', name: 'f', response: { output: 'r' } } },
    ),
  ),
  inner(
    'contents, a result with parts',
    geminiTurns(
      { functionCall: { id: 'c', name: 'f', args: {} } },
      { functionResponse: { id: 'c', name: 'f', response: { output: 'r' } } },
    ),
    geminiTurns(
      { functionCall: { id: 'c', name: 'f', args: {} } },
      { functionResponse: { id: 'c', name: 'f', response: { output: 'r' }, parts: [inline('image/png')] } },
    ),
    'contents[2].parts[0].functionResponse.parts',
  ),
  row('contents, a thought', geminiTurns({ text: 'Hm.', thought: true, thoughtSignature: 'AAAA' }, { text: 'y' }), 'messages.reasoning'),
]

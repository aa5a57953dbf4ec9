// Writes a short, friendly text about a prompt by simple rules. A simulation: knows no language model, no sockets, no schemas.
import type { ChatAsk, ChatMessage } from './ask.ts'

/** Only this much of a prompt is looked at, so that a huge one costs no long scan. */
const lookedAtMax = 4_000
const countedToMax = 2_000
const listedMax = 20

const commonWords = new Set(
  (
    'about above after again also answer because before being between both could does doing down during each explain every from further ' +
    'give have having help here into just like list make many more most much must need only other over please same short should show some ' +
    'such summarise summarize summary tell than that the their them then there these they this those through under until very want what ' +
    'when where which while will with word words would write your sentence sentences'
  ).split(' '),
)

/** The text of the last message that the user wrote; empty when there is none. */
export function lastPrompt(ask: ChatAsk): string {
  return ask.messages.findLast((message) => message.role === 'user')?.text.slice(0, lookedAtMax) ?? ''
}

/** An answer to the last user message. `variant` lets several choices of one request differ. */
export function writeAnswer(ask: ChatAsk, variant: number): string {
  const prompt = lastPrompt(ask).trim()
  const answer = rules.reduce<string | null>((found, rule) => found ?? rule(prompt, ask), null) ?? aboutTopic(prompt, variant)
  const images = ask.messages.reduce((count, message) => count + message.images.length, 0)
  if (images === 0) return answer
  return `I received ${images === 1 ? 'one image' : `${images} images`}; a simulated model cannot look at ${images === 1 ? 'it' : 'them'}. ${answer}`
}

/** An answer from tool results: the trailing messages of role `tool`. */
export function answerFromTools(results: readonly ChatMessage[], names: readonly string[]): string {
  const lines = results.map((result, at) => `${names[at] ?? 'The tool'} returned: ${shorten(result.text.trim(), 400)}`)
  return `Here is what I found. ${lines.join(' ')} (This text comes from ${modelWord}.)`
}

/** A few sentences of pretended thought about the prompt. */
export function writeReasoning(ask: ChatAsk): string {
  const topic = topicOf(lastPrompt(ask))
  return (
    `The user writes about ${topic}. First I look at what is asked, then at what a short and useful answer needs. ` +
    `A simulated model does not think; these lines only show where reasoning would appear. Now I write the answer.`
  )
}

const modelWord = 'a simulated model'

type Rule = (prompt: string, ask: ChatAsk) => string | null

/** From the most to the least particular; the first that answers wins. */
const rules: readonly Rule[] = [
  (prompt) => (prompt === '' ? `You sent no text. Write something and ${modelWord} will answer.` : null),
  verbatim,
  greeting,
  arithmetic,
  (prompt, ask) =>
    /\b(who|what) are you\b|\byour name\b|\b(which|what) model\b/i.test(prompt)
      ? `I am ${ask.model}, ${modelWord} built into NexoRouter. I write simple answers so that you can try the API without a vendor account.`
      : null,
  counting,
  listing,
  summary,
  code,
]

function verbatim(prompt: string): string | null {
  const match =
    /\b(?:reply|answer|respond)\s+(?:(?:with\s+)?(?:exactly|only|just)(?:\s+with)?|with:)(?:\s+the\s+words?)?:?\s+["'“]?(.+?)["'”]?[.!]?$/is.exec(
      prompt,
    )
  return match?.[1] ?? repeat(prompt)
}

function repeat(prompt: string): string | null {
  return /^(?:please )?(?:repeat(?: after me)?|echo|say):?\s+["“']([^"”']+)["”']/i.exec(prompt)?.[1] ?? null
}

function greeting(prompt: string): string | null {
  if (!/^(hi|hello|hey|good (morning|day|evening))\b.{0,12}$|\bsay (hello|hi)\b/i.test(prompt)) return null
  return `Hello! I am ${modelWord}, and it is nice to meet you.`
}

function arithmetic(prompt: string): string | null {
  const match = /(?<![\d.])(\d{1,12})\s*([-+*x×/÷]|plus|minus|times|divided by)\s*(\d{1,12})(?![\d.])/i.exec(prompt)
  if (match === null) return null
  const [left, sign, right] = [Number(match[1]), (match[2] as string).toLowerCase(), Number(match[3])]
  if (/^([-]|minus)$/.test(sign)) return `${left} - ${right} = ${left - right}.`
  if (/^(\+|plus)$/.test(sign)) return `${left} + ${right} = ${left + right}.`
  if (/^([*x×]|times)$/.test(sign)) return `${left} × ${right} = ${BigInt(left) * BigInt(right)}.`
  return right === 0 ? 'A number cannot be divided by zero.' : `${left} ÷ ${right} = ${Number((left / right).toPrecision(12))}.`
}

function counting(prompt: string): string | null {
  const match = /\bcount (?:from (\d{1,6}) )?(?:up )?to (\d{1,6})\b/i.exec(prompt)
  if (match === null) return null
  const first = Number(match[1] ?? 1)
  const last = Math.min(Number(match[2]), first + countedToMax - 1)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at).join(', ')
}

function listing(prompt: string): string | null {
  if (!/\b(list|ideas|examples|steps|ways|reasons|tips)\b/i.test(prompt)) return null
  const asked = Number(/\b(\d{1,3})\b/.exec(prompt)?.[1] ?? 3)
  const topic = topicOf(prompt)
  const aspects = [
    'Start with the basics of',
    'Look at one example of',
    'Compare two kinds of',
    'Write down a question about',
    'Share what you learned about',
  ]
  const items = Array.from(
    { length: Math.min(Math.max(asked, 1), listedMax) },
    (_, at) => `${at + 1}. ${aspects[at % aspects.length]} ${topic}.`,
  )
  return `A short list from ${modelWord}:\n${items.join('\n')}`
}

function summary(prompt: string): string | null {
  if (!/\b(summar(y|ise|ize)|tl;?dr|in short)\b/i.test(prompt)) return null
  const body = prompt.includes('\n') ? prompt.slice(prompt.indexOf('\n') + 1) : prompt.slice(prompt.indexOf(':') + 1)
  const sentence = /^\s*([^.!?]{1,240}[.!?]?)/.exec(body)?.[1]?.trim() ?? ''
  return `In short: ${sentence} The text is about ${topicOf(body)}. (Summary by ${modelWord}.)`
}

function code(prompt: string): string | null {
  if (!/\b(function|code|script|program|snippet)\b/i.test(prompt)) return null
  return `Here is a small example from ${modelWord}:\n\n\`\`\`js\n// ${shorten(prompt.replace(/\s+/g, ' '), 80)}\nexport function example(input) {\n  return input\n}\n\`\`\``
}

function aboutTopic(prompt: string, variant: number): string {
  const topic = topicOf(prompt)
  const openings = ['Good question.', 'Happy to help.', 'Thank you for asking.', 'Let me try.']
  return (
    `${openings[variant % openings.length]} You wrote about ${topic}. I am ${modelWord}, so I cannot say anything deep about it, ` +
    'but the request arrived whole, was answered token by token and was counted like a real one.'
  )
}

/** Up to three telling words of the prompt, in quotation marks. */
function topicOf(prompt: string): string {
  const words = prompt.match(/[\p{L}\p{N}][\p{L}\p{N}'-]{3,29}/gu) ?? []
  const telling = [...new Set(words.filter((word) => !commonWords.has(word.toLowerCase())))]
  const longest = telling.toSorted((left, right) => right.length - left.length).slice(0, 3)
  if (longest.length === 0) return prompt.trim() === '' ? 'nothing in particular' : `"${shorten(prompt.trim(), 40)}"`
  const quoted = telling.filter((word) => longest.includes(word)).map((word) => `"${word}"`)
  return quoted.length === 1 ? (quoted[0] as string) : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
}

function shorten(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  return `${text
    .slice(0, lengthMax)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`
}

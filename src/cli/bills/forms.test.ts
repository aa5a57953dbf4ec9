// Bills as providers export them, and as people break them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CliFailure } from '../exit-codes.ts'
import { readBill } from './forms.ts'

const costs = 'start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id,organization_id'
const costLine = (item: string, amount: string, start = 1_790_553_600): string =>
  `${start},${start + 86_400},2026-09-28T00:00:00+00:00,2026-09-29T00:00:00+00:00,${amount},usd,${item},proj_a,org-a`
const usage =
  'start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens,input_uncached_tokens'
const usageLine = (start: number, counts: string, model = 'gpt-5-2025-08-07'): string =>
  `${start},${start + 60},,,proj_a,3.0,user-a,key_a,${model},FALSE,default,${counts}`

const lines = (text: string, provider = 'openai') => readBill(provider, 'bill.csv', text).lines

test('an OpenAI costs export is summed by model and day, whatever tier and kind of token its line items name', () => {
  const file = [
    costs,
    costLine('"gpt-5-2025-08-07, input"', '0.8958740000000000'),
    costLine('"gpt-5-2025-08-07, cached input"', '0E-6176'),
    costLine('"priority | gpt-5-2025-08-07, output, long context"', '1.5'),
    costLine('"gpt-5-nano, input_tokens"', '0.003835980000000000000000000000'),
    costLine('web search tool calls', '-0.25'),
    costLine('"gpt-5-2025-08-07, input"', '1e-9', 1_790_640_000),
  ].join('\r\n')
  assert.deepEqual(lines(`\uFEFF${file}\r\n`), [
    { date: '2026-09-28', model: 'gpt-5-2025-08-07', amounts: { cost_usd: 2_395_874_000n } },
    { date: '2026-09-28', model: 'gpt-5-nano', amounts: { cost_usd: 3_835_980n } },
    { date: '2026-09-28', model: 'web search tool calls', amounts: { cost_usd: -250_000_000n } },
    { date: '2026-09-29', model: 'gpt-5-2025-08-07', amounts: { cost_usd: 1n } },
  ])
})

test('a costs export that is not grouped has a sum for each day, and days without costs are covered all the same', () => {
  const empty = '1790640000,1790726400,2026-09-29T00:00:00+00:00,2026-09-30T00:00:00+00:00,,,,,'
  const bill = readBill('openai', 'bill.csv', [costs, costLine('', '0.0000000015'), empty].join('\n'))
  assert.deepEqual(bill.lines, [{ date: '2026-09-28', model: null, amounts: { cost_usd: 2n } }])
  assert.deepEqual(bill.days, ['2026-09-28', '2026-09-29'])
})

test('a usage export is summed by model and day, by whichever key and in whichever minute', () => {
  const file = [
    usage,
    usageLine(1_790_553_600, '59200.0,10646.0,5760.0,53440.0'),
    usageLine(1_790_553_660, '800,4,0,800'),
    usageLine(1_790_640_000, ',,,', ''),
  ].join('\n')
  const bill = readBill('openai', 'bill.csv', file)
  assert.deepEqual(bill.lines, [
    {
      date: '2026-09-28',
      model: 'gpt-5-2025-08-07',
      amounts: { input_tokens: 60_000n, cached_input_tokens: 5_760n, output_tokens: 10_650n },
    },
  ])
  assert.deepEqual(bill.days, ['2026-09-28', '2026-09-29'])
})

test('the plain form serves any provider, with any separator and the columns in any order', () => {
  const expected = [{ date: '2026-11-01', model: 'qwen-max', amounts: { cost_usd: 12_500_000_000n } }]
  assert.deepEqual(lines('date,model,cost_usd\n2026-11-01,qwen-max,12.5\n', 'qwen'), expected)
  assert.deepEqual(lines('Model;COST_USD;Date;note\nqwen-max;12.50;2026-11-01T00:00:00Z;paid\n', 'qwen'), expected)
  assert.deepEqual(lines('date\tmodel\tcost_usd\n2026-11-01\t"qwen-max"\t12.5', 'openai'), expected)
})

const broken: readonly [string, string, RegExp][] = [
  ['an empty file', '', /bill\.csv is empty/],
  ['no rows', 'date,model,cost_usd\n', /nothing below it/],
  [
    'other columns',
    'day,name,amount\n1,2,3\n',
    /has the columns day, name, amount, but a bill of openai needs: OpenAI costs .*amount_value/,
  ],
  ['a column twice', 'date,model,cost_usd,date\n1,2,3,4\n', /line 1: the column "date" stands there twice/],
  ['a cut line', 'date,model,cost_usd\n2026-11-01,gpt-5\n', /line 2: 2 cells under 3 columns.*quotes/],
  ['an unquoted comma', 'date,model,cost_usd\n2026-11-01,gpt-5, input,3\n', /line 2: 4 cells under 3 columns/],
  ['an open quote', 'date,model,cost_usd\n2026-11-01,"gpt-5,3\n', /line \d: this is no CSV \(a double quote is opened/],
  [
    'a day that is none',
    'date,model,cost_usd\n2026-02-30,gpt-5,3\n',
    /line 2, column date: "2026-02-30" is no day; write it as YYYY-MM-DD/,
  ],
  ['a day the other way round', 'date,model,cost_usd\n01.11.2026,gpt-5,3\n', /column date: "01\.11\.2026" is no day/],
  ['no model', 'date,model,cost_usd\n2026-11-01,,3\n', /column model: "" is empty/],
  [
    'a currency sign',
    'date,model,cost_usd\n2026-11-01,gpt-5,3\n2026-11-01,gpt-5,$3\n',
    /line 3, column cost_usd: "\$3" is no amount.*12\.5/,
  ],
  ['a decimal comma', 'date;model;cost_usd\n2026-11-01;gpt-5;3,5\n', /column cost_usd: "3,5" is no amount/],
  ['an absurd amount', 'date,model,cost_usd\n2026-11-01,gpt-5,9999999999999\n', /beyond any bill/],
  ['another currency', `${costs}\n${costLine('', '1').replace(',usd,', ',eur,')}\n`, /column amount_currency: "eur" is not usd/],
  ['a time in words', `${costs}\n${costLine('', '1').replace('1790553600', 'monday')}\n`, /column start_time: "monday" is no time/],
  [
    'a bucket of a week',
    `${costs}\n${costLine('', '1').replace('1790640000', '1791158400')}\n`,
    /column end_time: .*export the file by day/,
  ],
  ['tokens that are none', `${usage}\n${usageLine(1_790_553_600, '5.5,1,0,5')}\n`, /line 2, column input_tokens: "5\.5" is no count/],
]
for (const [what, text, sentence] of broken) {
  test(`refused with its place: ${what}`, () => {
    assert.throws(
      () => readBill('openai', 'bill.csv', text),
      (error: unknown) => error instanceof CliFailure && error.exit === 'usage' && sentence.test(error.message),
    )
  })
}

test("a form of one provider is not taken for another provider's bill", () => {
  assert.throws(() => lines(`${costs}\n${costLine('', '1')}\n`, 'mistral'), /a bill of mistral needs: plain \(date, model, cost_usd\)/)
})

// Usage Logs: a client of /control/v1 with no privileges of its own. All text goes in as text, never as HTML.
import { curlLine } from './curl.js'

const find = (selector) => document.querySelector(selector)
const [state, table, rows, more, dialog] = ['#state', 'table', 'tbody', '#more', 'dialog'].map(find)
let next = null

function element(tag, text, className) {
  const node = document.createElement(tag)
  node.textContent = text
  if (className) node.className = className
  return node
}

async function ask(path, method = 'GET') {
  const response = await fetch(`/control/v1${path}`, { method })
  const body = await response.json()
  if (!response.ok) throw Object.assign(new Error(body.error.message), { code: body.error.code })
  return body
}

const seconds = (ms) => (ms === null ? '–' : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)
const count = (value) => value.toLocaleString('en')
/** Digits stay text: money never becomes a float, not even for a thousands separator. */
const grouped = (text) => text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))

function rowOf(record) {
  const row = document.createElement('tr')
  const failed = record.status !== 'success'
  row.append(
    element('td', record.time.replace('T', ' ').slice(0, 19)),
    element('td', record.key_name),
    element('td', record.model ?? '–'),
    element('td', `${count(record.prompt_tokens)} / ${count(record.completion_tokens)}`, 'n'),
    element('td', record.cost_usd, 'n'),
    element('td', grouped(record.quota), 'n'),
    element('td', seconds(record.latency_ms), 'n'),
    element('td', (record.error_code ?? record.status) + (record.count > 1 ? ` ×${record.count}` : ''), failed ? 'failure' : 'success'),
    element('td', record.request_id, 'id'),
  )
  row.tabIndex = 0
  row.addEventListener('click', () => showDetails(record))
  row.addEventListener('keydown', (event) => event.key === 'Enter' && showDetails(record))
  return row
}

function attemptLine(attempt) {
  const how = attempt.failure ?? attempt.result
  const status = attempt.status === null ? '' : ` ${attempt.status}`
  return `${attempt.provider} ${attempt.upstream_model}: ${how}${status} after ${seconds(attempt.duration_ms)}`
}

function showDetails(record) {
  const facts = { ...record, attempts: record.attempts.map(attemptLine).join('\n') || 'none' }
  const pairs = Object.entries(facts).filter(([, value]) => value !== null)
  dialog
    .querySelector('dl')
    .replaceChildren(...pairs.flatMap(([name, value]) => [element('dt', name.replaceAll('_', ' ')), element('dd', String(value))]))
  dialog.showModal()
}

function showEmpty() {
  state.replaceChildren('No requests yet. Paste this with your key to make the first one:', element('pre', curlLine))
}

async function load(after) {
  const page = await ask(`/usage?limit=50${after === null ? '' : `&after=${encodeURIComponent(after)}`}`)
  if (after === null) rows.replaceChildren()
  rows.append(...page.data.map(rowOf))
  next = page.next
  table.hidden = rows.children.length === 0
  more.hidden = next === null
  if (table.hidden) showEmpty()
  else state.textContent = 'Newest first. Click a row for its attempts and routing.'
}

async function refresh() {
  const { account } = await ask('/session')
  find('#out').hidden = false
  find('#balance').replaceChildren('Balance ', element('b', `$${grouped(account.balance_usd)}`), ` = ${grouped(account.quota)} quota`)
  await load(null)
}

function run(action) {
  action().catch((fault) => {
    table.hidden = fault.code === 'invalid_api_key'
    const hint = 'You are not signed in. Run `nexorouter setup-link` on the server and open the link it prints.'
    state.textContent = fault.code === 'invalid_api_key' ? hint : fault.message
  })
}

find('#refresh').addEventListener('click', () => run(refresh))
more.addEventListener('click', () => run(() => load(next)))
find('#out').addEventListener('click', () => run(async () => (await ask('/session', 'DELETE')) && location.assign('/')))
run(refresh)

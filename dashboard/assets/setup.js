// Redeems the setup link. The token stands behind `#`, so it was never sent to any server until now.
const state = document.getElementById('state')
const go = document.getElementById('go')
const fragment = location.hash.slice(1)
const token = new URLSearchParams(fragment).get('token') ?? ''
history.replaceState(null, '', '/setup')

async function redeem() {
  go.disabled = true
  const body = JSON.stringify({ token })
  const response = await fetch('/control/v1/setup', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  if (response.ok) return location.replace('/usage')
  state.textContent = (await response.json()).error.message
  go.hidden = true
}

if (token === '') state.textContent = 'This page needs a setup link: run `nexorouter setup-link` on the server and open what it prints.'
else go.hidden = false
// A click, not the page load, uses the link up: previews and prefetches must not.
go.addEventListener('click', () => {
  redeem().catch((fault) => (state.textContent = `The server did not answer: ${fault.message}`))
})

// The welcome page: this server's base URL and a curl line that works when pasted.
import { baseUrl, curlLine } from './curl.js'

const copy = document.getElementById('copy')
document.getElementById('base').textContent = baseUrl
document.getElementById('curl').textContent = curlLine
// Browsers offer the clipboard on https and localhost only; elsewhere the line is selected for the reader to copy.
function selectLine() {
  getSelection().selectAllChildren(document.getElementById('curl'))
}
copy.addEventListener('click', () => {
  if (navigator.clipboard === undefined) return selectLine()
  navigator.clipboard.writeText(curlLine).then(() => (copy.textContent = 'Copied'), selectLine)
})

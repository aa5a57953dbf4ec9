// One line of CSV (RFC 4180), safe to open in a spreadsheet. Knows no columns.

/** Spreadsheets run a cell that begins like this as a formula (OWASP: CSV injection); an apostrophe makes it text. */
const formula = /^[=+\-@\t\r\n]/

/** Null becomes an empty cell. Ends with CRLF, as the RFC has it. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: string | number | boolean | null): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = formula.test(cell) ? `'${cell}` : cell
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

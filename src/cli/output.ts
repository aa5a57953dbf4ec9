// What commands print: aligned tables for people, JSON for programs. Knows no command and no terminal beyond colour.

export interface Terminal {
  /** Standard output is a terminal. */
  readonly interactive: boolean
  readonly colour: boolean
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const

export function paint(terminal: Pick<Terminal, 'colour'>, style: keyof typeof codes, text: string): string {
  const [open, close] = codes[style]
  return terminal.colour ? `\u001b[${open}m${text}\u001b[${close}m` : text
}

/** Text from elsewhere (names, models) without characters that drive a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu, '\uFFFD')
}

/** Cells a character takes on a terminal: two for wide East Asian ones and emoji, none for combining marks. */
function widthOf(text: string): number {
  let width = 0
  for (const char of text) {
    if (/\p{Mn}|\p{Me}/u.test(char)) continue
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
      char,
    )
      ? 2
      : 1
  }
  return width
}

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  readonly right?: boolean
}

/** Columns as wide as their widest cell, two blanks apart, no trailing blanks. */
export function table<Row>(terminal: Pick<Terminal, 'colour'>, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))))
  const widths = columns.map((column, index) => Math.max(widthOf(column.title), ...cells.map((line) => widthOf(line[index] as string))))
  const pad = (text: string, index: number): string => {
    const blanks = ' '.repeat(Math.max(0, (widths[index] as number) - widthOf(text)))
    return columns[index]?.right ? blanks + text : text + blanks
  }
  const head = columns
    .map((column, index) => pad(column.title, index))
    .join('  ')
    .trimEnd()
  const body = cells.map((line) =>
    line
      .map((text, index) => pad(text, index))
      .join('  ')
      .trimEnd(),
  )
  return `${[paint(terminal, 'dim', head), ...body].join('\n')}\n`
}

/** One value as JSON, indented; bigint never comes here. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

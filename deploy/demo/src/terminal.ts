import type { WriteStream } from 'node:tty'

/** Lines for a person: coloured and redrawn in a terminal, plain and one after the other anywhere else. */
export interface Terminal {
  readonly isLive: boolean
  readonly line: (text?: string) => void
  readonly done: (text: string) => void
  readonly failed: (text: string) => void
  /** The line at the bottom that changes; where nothing can be redrawn it is left out. */
  readonly live: (text: string) => void
  readonly paint: (style: Style, text: string) => string
}

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'cyan' | 'yellow'

const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }
const clearLine = '\r\u001b[2K'

export function openTerminal(out: WriteStream, { plain }: { plain: boolean }): Terminal {
  const isLive = out.isTTY === true && !plain
  let isDrawn = false

  const paint = (style: Style, text: string) => (isLive ? `\u001b[${codes[style]}m${text}\u001b[0m` : text)
  const line = (text = '') => {
    out.write(`${isDrawn ? clearLine : ''}${text}\n`)
    isDrawn = false
  }
  return {
    isLive,
    paint,
    line,
    done: (text) => line(`  ${paint('green', '✓')} ${text}`),
    failed: (text) => line(`  ${paint('red', '✗')} ${text}`),
    live: (text) => {
      if (!isLive) return
      out.write(`${clearLine}${text.slice(0, visibleWidth(text, out.columns))}`)
      isDrawn = true
    },
  }
}

/** A line that wraps cannot be redrawn: what does not fit is cut off. Colours take up no room. */
function visibleWidth(text: string, columns: number): number {
  let seen = 0
  let at = 0
  while (at < text.length && seen < columns - 1) {
    // eslint-disable-next-line no-control-regex -- a colour is a control sequence
    const colour = /^\u001b\[\d+m/.exec(text.slice(at, at + 8))
    if (colour === null) seen += 1
    at += colour === null ? 1 : colour[0].length
  }
  return at
}

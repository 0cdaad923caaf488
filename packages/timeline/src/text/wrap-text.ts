/** How broad a piece of a line is. */
export type Measure = (text: string) => number

/** What a line may end with: a space, which is dropped then, or a dash, which stays. */
const pieces = /[^ \-\u2010\u2013\u2014]*[-\u2010\u2013\u2014]+|[^ \-\u2010\u2013\u2014]+| +/gu
/** A mark goes with the letter that it stands on, or behind. */
const letters = /.[\p{M}\u200d]*/gsu

/** A line as so many lines as it takes, none broader than `most`: as much in each as goes, and words that are too long cut. */
export function wrapLine(line: string, most: number, measure: Measure): string[] {
  const lines: string[] = []
  let current = ''
  for (const [piece] of line.matchAll(pieces)) {
    if (measure(current + piece) <= most) {
      current += piece
      continue
    }
    // A space that does not go in any more is where the line ends.
    if (piece.startsWith(' ')) {
      lines.push(current)
      current = ''
      continue
    }
    if (current.trim() !== '') lines.push(current)
    current = ''
    for (const [letter] of piece.matchAll(letters)) {
      if (current !== '' && measure(current + letter) > most) {
        lines.push(current)
        current = ''
      }
      current += letter
    }
  }
  const kept = [...lines, current].map((one) => one.trimEnd()).filter((one) => one !== '')
  return kept.length > 0 ? kept : ['']
}

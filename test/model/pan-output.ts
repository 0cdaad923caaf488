/** Pure: what a verifier that Spin has made says of its search. */
export interface Search {
  readonly verdict: 'holds' | 'violated' | 'unfinished'
  /** What was violated, in Spin's words; null when nothing was. */
  readonly violation: string | null
  readonly states: number
  readonly seconds: number
}

/** `unfinished`: memory, time or depth was at an end first. Nothing found is no proof then. */
export function readSearch(output: string): Search {
  const violation =
    /^pan:\d+: (?:assertion violated )?(.+?)\s*(?:\(at depth \d+\))?\s*$/m.exec(output)?.[1]?.trim() ?? null
  const errors = numberIn(/errors: (\d+)/, output)
  const isCut =
    errors === null || /max search depth too small|out of memory|Search not completed/.test(output)
  const isViolated = errors !== null && errors > 0
  return {
    verdict: isViolated ? 'violated' : isCut ? 'unfinished' : 'holds',
    violation: isViolated ? violation : null,
    states: numberIn(/^\s*([\d.e+]+) states, stored/m, output) ?? 0,
    seconds: numberIn(/elapsed time ([\d.e+]+) seconds/, output) ?? 0,
  }
}

function numberIn(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? null : Number(found)
}

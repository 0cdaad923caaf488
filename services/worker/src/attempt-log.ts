/**
 * What worker and FFmpeg say of one attempt, as NDJSON, for whoever asks for the render's logs. Bounded: the beginning and
 * the end are kept, and a line in between says how much is not. Kept in memory, so that a full disk cannot silence it.
 */
export interface AttemptLog {
  add(source: 'worker' | 'ffmpeg', message: string, fields?: Readonly<Record<string, unknown>>): void
  toNdjson(): string
  /** The last that FFmpeg said. */
  readonly stderrTail: readonly string[]
}

const mostHeadBytes = 128 * 1024
const mostTailBytes = 384 * 1024
const mostMessageLength = 4_000
const stderrTailLines = 40
const longestTailLine = 1_000

export function openAttemptLog(identity: Readonly<Record<string, unknown>>): AttemptLog {
  const head: string[] = []
  const tail: string[] = []
  const stderrTail: string[] = []
  let headBytes = 0
  let tailBytes = 0
  let leftOut = 0
  let tailFrom = 0

  const lineOf = (fields: Readonly<Record<string, unknown>>) =>
    `${JSON.stringify({ time: new Date().toISOString(), ...fields })}\n`

  function keepInTail(line: string): void {
    tail.push(line)
    tailBytes += line.length
    while (tailBytes > mostTailBytes) {
      tailBytes -= tail[tailFrom]!.length
      tailFrom += 1
      leftOut += 1
    }
    // Cutting the front off an array is not free: now and then is often enough.
    if (tailFrom < 1_000) return
    tail.splice(0, tailFrom)
    tailFrom = 0
  }

  return {
    add: (source, message, fields = {}) => {
      if (source === 'ffmpeg') {
        stderrTail.push(message.slice(0, longestTailLine))
        if (stderrTail.length > stderrTailLines) stderrTail.shift()
      }
      const line = lineOf({ source, ...identity, ...fields, message: message.slice(0, mostMessageLength) })
      if (headBytes + line.length > mostHeadBytes || tail.length > 0) return keepInTail(line)
      head.push(line)
      headBytes += line.length
    },
    stderrTail,
    toNdjson: () => {
      const gap =
        leftOut === 0 ? [] : [lineOf({ source: 'worker', message: `${leftOut} lines are left out here` })]
      return [...head, ...gap, ...tail.slice(tailFrom)].join('')
    },
  }
}

/** Bytes come in chunks, and a chunk is not a line: hears whole lines, the last one when `end` is called. */
export interface LineSplitter {
  push(chunk: string): void
  end(): void
}

/** A line that has no end is cut here, so that a broken file cannot fill the memory. */
const longestLine = 64 * 1024

export function splitLines(hear: (line: string) => void): LineSplitter {
  let rest = ''
  return {
    push(chunk) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) hear(line.endsWith('\r') ? line.slice(0, -1) : line)
      if (rest.length > longestLine) this.end()
    },
    end() {
      if (rest !== '') hear(rest)
      rest = ''
    },
  }
}

/** The last lines of stderr, as many and as long as an event may carry. */
const tailLines = 40
const longestTailLine = 1_000

export function keepTail(): { push(line: string): void; lines(): string[] } {
  const lines: string[] = []
  return {
    push(line) {
      if (line.trim() === '') return
      lines.push(line.slice(0, longestTailLine))
      if (lines.length > tailLines) lines.shift()
    },
    lines: () => [...lines],
  }
}

/** What ffmpeg says of each slice that it joins, as errors: that it may use no decoder, as it was told. Nobody is to look for its cause. */
export const isOfNoDecoder = (line: string): boolean =>
  /Codec \(\w+\) not on whitelist 'none'|Failed to open codec in avformat_find_stream_info/.test(line)

import { splitLines } from './lines.ts'

export interface EncodeProgress {
  readonly frame: number
  /** Null until ffmpeg knows. */
  readonly framesPerSecond: number | null
  /** 0 to 1; stays 0 while a filter reads all before it writes any (`reverse`, `palettegen`). */
  readonly fraction: number
  /** CPU time that ffmpeg has used so far; it moves even when frames do not. 0 where the system does not tell. */
  readonly cpuMs: number
}

export type FrameCounter = Pick<EncodeProgress, 'frame' | 'framesPerSecond'>

/**
 * Reads what `-progress` writes: `key=value` lines, a block of them each time, ended by `progress=continue` or
 * `progress=end`. Keys that a block lacks (`frame`, when there is only sound) keep their last value.
 */
export function readProgress(hear: (counter: FrameCounter) => void): { push(chunk: string): void } {
  let frame = 0
  let framesPerSecond: number | null = null
  return splitLines((line) => {
    const equals = line.indexOf('=')
    const key = line.slice(0, equals)
    const value = line.slice(equals + 1).trim()
    if (key === 'frame') frame = numberOr(value, frame)
    else if (key === 'fps') framesPerSecond = numberOr(value, 0) || null
    else if (key === 'progress') hear({ frame, framesPerSecond })
  })
}

function numberOr(text: string, otherwise: number): number {
  const value = text === '' ? NaN : Number(text)
  return Number.isFinite(value) && value >= 0 ? value : otherwise
}

export function fractionOf(frame: number, frameCount: number): number {
  return frameCount > 0 ? Math.min(1, frame / frameCount) : 0
}

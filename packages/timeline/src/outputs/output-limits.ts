import type { Rational } from '@framewright/schemas'
import type { Size } from '../resolve/placement.ts'
import type { OutputLimits, Preset } from './presets/preset.ts'
import { refuse, type Findings, type ProblemReason } from '../resolve/problems.ts'
import { seconds } from '../resolve/resolve-timing.ts'

/** How long the film is that outputs are made of. */
export interface FilmLength {
  readonly frameCount: number
  readonly rate: Rational
}

/** Of an output, what the place that it is made for may not take. */
interface LimitedFilm extends FilmLength {
  readonly size: Size
}

/** Refuses what would be made and then not be taken by the place that it is made for. */
export function checkLimits(preset: Preset, film: LimitedFilm, pointer: string, findings: Findings): void {
  const { limits } = preset
  if (limits === undefined) return
  for (const { reason, message, remedy } of beyond(limits, film))
    refuse(findings, reason, `${pointer}/preset`, message, `${remedy}, or use another preset.`)
}

interface Beyond {
  readonly reason: ProblemReason
  readonly message: string
  /** Without its full stop. */
  readonly remedy: string
}

function beyond(limits: OutputLimits, { size, frameCount, rate }: LimitedFilm): Beyond[] {
  const { of, shortestSeconds, longestSeconds, frameRate, side, isUpright } = limits
  const found: Beyond[] = []
  const frames = (limit: number) => (limit * rate.num) / rate.den
  // Nothing is known of the length of a film without clips, which is refused for that.
  if (shortestSeconds !== null && frameCount > 0 && frameCount < frames(shortestSeconds)) {
    const message = `the film is ${seconds(frameCount, rate)} long, and ${of} takes ${shortestSeconds} s at least`
    found.push({ reason: 'OUTPUT_TOO_SHORT', message, remedy: `Make the film ${shortestSeconds} s at least` })
  }
  if (longestSeconds !== null && frameCount > frames(longestSeconds)) {
    const message = `the film is ${seconds(frameCount, rate)} long, and ${of} takes ${longestSeconds} s at most`
    found.push({ reason: 'OUTPUT_TOO_LONG', message, remedy: `Make the film ${longestSeconds} s at most` })
  }
  const perSecond = rate.num / rate.den
  if (frameRate !== null && (perSecond < frameRate.min || perSecond > frameRate.max)) {
    const range = `${frameRate.min} to ${frameRate.max}`
    const message = `the film has ${decimal(perSecond)} frames a second, and ${of} takes ${range}`
    found.push({ reason: 'OUTPUT_FRAME_RATE', message, remedy: `Use ${range} for canvas.fps` })
  }
  const { width, height } = size
  if (side !== null && (Math.min(width, height) < side.min || Math.max(width, height) > side.max)) {
    const message = `the output would be ${width}x${height}, and ${of} takes sides of ${side.min} to ${side.max}`
    found.push({ reason: 'OUTPUT_SIZE', message, remedy: `Use sides of ${side.min} to ${side.max} pixels` })
  }
  if (isUpright && width > height) {
    const message = `the output would be ${width}x${height}, and ${of} are as high as they are broad, or higher`
    found.push({ reason: 'OUTPUT_SIZE', message, remedy: 'Use a height that is not below the width' })
  }
  return found
}

const decimal = (value: number): string => String(Math.round(value * 1000) / 1000)

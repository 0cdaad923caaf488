import type { ExpectedPicture } from '@framewright/timeline'
import type { PacketSpan } from './ffprobe.ts'

export interface ShownTimes {
  readonly picture: PacketSpan | undefined
  readonly sound: PacketSpan | undefined
  /** Of all frames. */
  readonly times: readonly number[]
}

/** The longest block of sound that a film of ours has: AAC's 1024 samples. */
const soundBlockSeconds = 1024 / 48_000
/** Matroska counts in thousandths of a second. */
const clockSeconds = 0.001

/**
 * Whether each frame comes when it is due, and the sound lasts as long as they do. The number of frames and the length of
 * all are right by then, which they would be too if one were missing at a border and another there twice.
 */
export function timeComplaints(
  { picture, sound, times }: ShownTimes,
  { frameRate, durationSeconds }: ExpectedPicture,
): string[] {
  if (durationSeconds === null || picture === undefined) return []
  const frameSeconds = frameRate.den / frameRate.num
  return [
    ...evenComplaints(times, frameSeconds),
    ...(sound === undefined ? [] : soundComplaints(picture, sound, frameSeconds)),
  ]
}

/** Only the first that is wrong: what is behind it is off as well. */
function evenComplaints(times: readonly number[], frameSeconds: number): string[] {
  const shown = Float64Array.from(times).sort()
  const first = shown[0] ?? 0
  const at = shown.findIndex(
    (seconds, n) => Math.abs(seconds - first - n * frameSeconds) > frameSeconds / 4 + clockSeconds,
  )
  if (at < 0) return []
  const [before = 0, seconds = 0] = shown.subarray(at - 1, at + 1)
  const what = seconds - before < frameSeconds ? 'frame too many' : 'frame is missing'
  return [`picture: a ${what} at ${(first + at * frameSeconds).toFixed(3)} s`]
}

function soundComplaints(picture: PacketSpan, sound: PacketSpan, frameSeconds: number): string[] {
  const pictureEnd = picture.lastSeconds + frameSeconds
  const isNear = (one: number, other: number) => Math.abs(one - other) <= soundBlockSeconds + 2 * clockSeconds
  if (isNear(sound.firstSeconds, picture.firstSeconds) && isNear(sound.endSeconds, pictureEnd)) return []
  const text = (start: number, end: number) => `${start.toFixed(3)} s to ${end.toFixed(3)} s`
  return [
    `sound: from ${text(sound.firstSeconds, sound.endSeconds)}, ` +
      `and the picture from ${text(picture.firstSeconds, pictureEnd)}`,
  ]
}

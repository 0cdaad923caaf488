import type { Rational } from '@framewright/schemas'

/**
 * From seconds to integers, without an error that could grow. A number in the JSON is taken for the decimal that was
 * written, not for the binary fraction next to it: 2.3 s at 25 frames a second is 57.5 frames, and so frame 58.
 */
interface Exact {
  readonly num: bigint
  readonly den: bigint
}

/** The sound of every film: samples a second. */
export const sampleRateHz = 48_000

function exact(value: number): Exact {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const shift = BigInt(fraction.length - Number(exponent))
  const digits = BigInt(whole + fraction)
  return shift >= 0n ? { num: digits, den: 10n ** shift } : { num: digits * 10n ** -shift, den: 1n }
}

/** Half is rounded up. */
function rounded(num: bigint, den: bigint): number {
  const doubled = 2n * num + den
  const floor = doubled / (2n * den)
  return Number(doubled < 0n && doubled % (2n * den) !== 0n ? floor - 1n : floor)
}

/** The frame that is nearest to a number of seconds. */
export function framesOf(seconds: number, rate: Rational): number {
  const { num, den } = exact(seconds)
  return rounded(num * BigInt(rate.num), den * BigInt(rate.den))
}

/** The frame that is nearest to the end of what starts at one second and lasts so many. */
export function endFrameOf(startSeconds: number, durationSeconds: number, rate: Rational): number {
  const start = exact(startSeconds)
  const length = exact(durationSeconds)
  const num = start.num * length.den + length.num * start.den
  return rounded(num * BigInt(rate.num), start.den * length.den * BigInt(rate.den))
}

export function microsecondsOf(seconds: number): number {
  const { num, den } = exact(seconds)
  return rounded(num * 1_000_000n, den)
}

/** The sample that is nearest to a number of seconds. */
export function sampleOfSecond(seconds: number): number {
  const { num, den } = exact(seconds)
  return rounded(num * BigInt(sampleRateHz), den)
}

/** The sample with which a frame begins. Computed from the frame alone, so that sound and picture never drift apart. */
export function sampleOfFrame(frame: number, rate: Rational): number {
  return rounded(BigInt(frame) * BigInt(sampleRateHz) * BigInt(rate.den), BigInt(rate.num))
}

export const millisecondsOfFrames = (frames: number, rate: Rational): number =>
  rounded(BigInt(frames) * 1000n * BigInt(rate.den), BigInt(rate.num))

/** Of what is so many seconds behind the beginning of a frame. */
export function millisecondsAt(frame: number, seconds: number, rate: Rational): number {
  const { num, den } = exact(seconds)
  const frames = BigInt(frame) * BigInt(rate.den)
  return rounded(1000n * (frames * den + num * BigInt(rate.num)), den * BigInt(rate.num))
}

export const secondsOfFrames = (frames: number, rate: Rational): number => (frames * rate.den) / rate.num

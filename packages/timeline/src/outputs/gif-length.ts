import type { Rational } from '@framewright/schemas'

/** A GIF counts in hundredths of a second: at this rate each frame has eight of them. */
const highestRate: Rational = { num: 25, den: 2 }

/** How many frames a GIF of a film has, and at what rate: that of the film, where it is no higher. */
export function gifLength(
  frameCount: number,
  rate: Rational,
): { readonly frameRate: Rational; readonly frameCount: number } {
  const { num, den } = highestRate
  if (rate.num * den <= num * rate.den) return { frameRate: rate, frameCount }
  const wanted = (frameCount * rate.den * num) / (rate.num * den)
  return { frameRate: highestRate, frameCount: Math.max(1, Math.round(wanted)) }
}

/**
 * Decibels as factors of amplitude. A series of our own: what a library makes of a power may differ in the last bit from
 * one machine to the next, and this decides the bytes of a film.
 */
const ln10 = 2.302585092994046
const ln2 = 0.6931471805599453

export function amplitudeOf(decibels: number): number {
  const exponent = (decibels / 20) * ln10
  const doublings = Math.round(exponent / ln2)
  const rest = exponent - doublings * ln2
  let term = 1
  let sum = 1
  for (let at = 1; at <= 20; at++) {
    term = (term * rest) / at
    sum += term
  }
  for (let at = 0; at < Math.abs(doublings); at++) sum = doublings > 0 ? sum * 2 : sum / 2
  return Number(sum.toFixed(9))
}

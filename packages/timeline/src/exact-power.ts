/**
 * Powers, exponentials and logarithms by series, of + - * / alone: Math.pow, exp and log may differ in the last bit from
 * one machine to the next, and what is made of them here goes into films.
 */

const ln2 = 0.6931471805599453
const exponentialTerms = 16
const logarithmTerms = 12

export function exponential(value: number): number {
  const halvings = Math.round(value / ln2)
  const rest = value - halvings * ln2
  let sum = 1
  for (let term = exponentialTerms; term > 0; term--) sum = 1 + (sum * rest) / term
  const step = halvings < 0 ? 0.5 : 2
  for (let at = Math.abs(halvings); at > 0; at--) sum *= step
  return sum
}

/** Of what is above 0. */
export function logarithm(value: number): number {
  let mantissa = value
  let doublings = 0
  for (; mantissa > 1.5; doublings++) mantissa /= 2
  for (; mantissa < 0.75; doublings--) mantissa *= 2
  // ln m = 2 artanh((m - 1) / (m + 1)), and that is at most a fifth.
  const root = (mantissa - 1) / (mantissa + 1)
  let sum = 0
  for (let term = logarithmTerms; term >= 0; term--) sum = sum * root * root + 1 / (2 * term + 1)
  return doublings * ln2 + 2 * root * sum
}

/** Of what is not below 0. */
export const power = (base: number, exponent: number): number =>
  base === 0 ? 0 : exponential(exponent * logarithm(base))

import type { Rational } from '@framewright/schemas'

/** In lowest terms: equal rates are to give equal plans. */
export function rateOf(fps: number | Rational): Rational {
  if (typeof fps === 'number') return { num: fps, den: 1 }
  const divide = (a: number, b: number): number => (b === 0 ? a : divide(b, a % b))
  const divisor = divide(fps.num, fps.den)
  return { num: fps.num / divisor, den: fps.den / divisor }
}

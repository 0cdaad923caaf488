import { exponential } from '../exact-power.ts'

const ln10 = 2.302585092994046

/** Decibels as factors of amplitude. */
export const amplitudeOf = (decibels: number): number =>
  Number(exponential((decibels / 20) * ln10).toFixed(9))

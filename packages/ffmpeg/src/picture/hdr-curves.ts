import { exponential, logarithm, power } from '@framewright/timeline'

/** Nits, or parts of a signal, of red, green and blue. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Nits: of the brightest that is told apart, and of the white of SDR beside it (BT.2408). */
export const peak = 1000
export const white = 203
/** Of a screen for bt709 (BT.1886). */
export const displayGamma = 2.4

/** SMPTE ST 2084. */
const pq = { m1: 2610 / 16384, m2: 2523 / 32, c1: 3424 / 4096, c2: 2413 / 128, c3: 2392 / 128 }

export function nitsOfPq(signal: number): number {
  const root = power(signal, 1 / pq.m2)
  return 10_000 * power(Math.max(root - pq.c1, 0) / (pq.c2 - pq.c3 * root), 1 / pq.m1)
}

export function pqOfNits(nits: number): number {
  const root = power(nits / 10_000, pq.m1)
  return power((pq.c1 + pq.c2 * root) / (1 + pq.c3 * root), pq.m2)
}

/** ARIB STD-B67, as BT.2100 has it. */
const hlg = { a: 0.17883277, b: 0.28466892, c: 0.55991073 }
export const systemGamma = 1.2

export const sceneOfHlg = (signal: number): number =>
  signal <= 0.5 ? (signal * signal) / 3 : (exponential((signal - hlg.c) / hlg.a) + hlg.b) / 12

export const hlgOfScene = (light: number): number =>
  light <= 1 / 12 ? Math.sqrt(3 * light) : hlg.a * logarithm(12 * light - hlg.b) + hlg.c

const luminanceOf = ([red, green, blue]: Rgb): number => 0.2627 * red + 0.678 * green + 0.0593 * blue
const times = ([red, green, blue]: Rgb, gain: number): Rgb => [gain * red, gain * green, gain * blue]

/** Light of the scene to that of a screen of 1000 nits. */
export const nitsOfScene = (scene: Rgb): Rgb =>
  times(scene, peak * power(luminanceOf(scene), systemGamma - 1))

/** And back. What HLG cannot hold becomes darker as a whole, just as far as it takes: its hue stays. */
export function sceneOfNits(nits: Rgb): Rgb {
  const luminance = luminanceOf(nits) / peak
  if (luminance <= 0) return [0, 0, 0]
  const scene = times(nits, power(luminance, 1 / systemGamma - 1) / peak)
  return times(scene, 1 / Math.max(1, ...scene))
}

/** Linear light of the primaries of bt709 in those of bt2020 (BT.2087). */
export const inBt2020 = ([red, green, blue]: Rgb): Rgb => [
  0.627404 * red + 0.329283 * green + 0.043313 * blue,
  0.069097 * red + 0.919541 * green + 0.011362 * blue,
  0.016391 * red + 0.088013 * green + 0.895596 * blue,
]

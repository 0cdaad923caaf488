/** What colours beyond bt709 come to, in double precision, straight from the standards that docs/timeline.md names. */
export type Rgb = readonly [number, number, number]

const [m1, m2, c1, c2, c3] = [
  2610 / 16384,
  (2523 / 4096) * 128,
  3424 / 4096,
  (2413 / 4096) * 32,
  (2392 / 4096) * 32,
]
const peak = 1000
const white = 203

export const pqOf = (nits: number): number => {
  const y = (nits / 10_000) ** m1
  return ((c1 + c2 * y) / (1 + c3 * y)) ** m2
}
export const nitsOf = (signal: number): number => {
  const e = signal ** (1 / m2)
  return 10_000 * (Math.max(e - c1, 0) / (c2 - c3 * e)) ** (1 / m1)
}

/** BT.2390, section 5.4.1: the Hermite spline from the knee on. */
function eetf(nits: number): number {
  const source = pqOf(peak)
  const e1 = Math.min(1, pqOf(nits) / source)
  const maxLum = pqOf(white) / source
  const ks = 1.5 * maxLum - 0.5
  const t = (e1 - ks) / (1 - ks)
  const spline =
    (2 * t ** 3 - 3 * t ** 2 + 1) * ks +
    (t ** 3 - 2 * t ** 2 + t) * (1 - ks) +
    (-2 * t ** 3 + 3 * t ** 2) * maxLum
  return nitsOf((e1 < ks ? e1 : spline) * source)
}

const luminanceOf = ([r, g, b]: Rgb, weights: Rgb) => r * weights[0] + g * weights[1] + b * weights[2]
const of2020: Rgb = [0.2627, 0.678, 0.0593]
const of709: Rgb = [0.2126, 0.7152, 0.0722]

type Matrix = readonly (readonly number[])[]
const cell = (matrix: Matrix, row: number, column: number) => matrix[row]?.[column] ?? NaN

function xyzOf(primaries: readonly number[]): Matrix {
  const columns = [0, 1, 2].map((at) => {
    const [x = 0, y = 1] = primaries.slice(2 * at)
    return [x / y, 1, (1 - x - y) / y]
  })
  const rows = [0, 1, 2].map((row) => columns.map((column) => column[row] ?? 0))
  const d65 = [0.3127 / 0.329, 1, (1 - 0.3127 - 0.329) / 0.329]
  const scales = inverse(rows).map((row) => row.reduce((sum, value, at) => sum + value * (d65[at] ?? 0), 0))
  return rows.map((row) => row.map((value, at) => value * (scales[at] ?? 0)))
}

function inverse(m: Matrix): Matrix {
  const minor = (r: number, c: number) =>
    cell(m, (r + 1) % 3, (c + 1) % 3) * cell(m, (r + 2) % 3, (c + 2) % 3) -
    cell(m, (r + 1) % 3, (c + 2) % 3) * cell(m, (r + 2) % 3, (c + 1) % 3)
  const determinant = [0, 1, 2].reduce((sum, c) => sum + cell(m, 0, c) * minor(0, c), 0)
  return [0, 1, 2].map((r) => [0, 1, 2].map((c) => minor(c, r) / determinant))
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return [0, 1, 2].map((r) =>
    [0, 1, 2].map((c) => [0, 1, 2].reduce((sum, at) => sum + cell(a, r, at) * cell(b, at, c), 0)),
  )
}

/** By way of XYZ: columns are the primaries, scaled so that their sum is D65. */
const to709 = multiply(
  inverse(xyzOf([0.64, 0.33, 0.3, 0.6, 0.15, 0.06])),
  xyzOf([0.708, 0.292, 0.17, 0.797, 0.131, 0.046]),
)

/** From linear light in bt2020, white at 1, to 8-bit R'G'B'. */
function shown(light: Rgb): number[] {
  const inside = to709.map((row) => row.reduce((sum, value, at) => sum + value * (light[at] ?? 0), 0))
  const y = Math.min(1, luminanceOf(inside as unknown as Rgb, of709))
  const low = Math.min(...inside)
  const high = Math.max(...inside)
  const share = Math.min(1, low < 0 ? y / (y - low) : 1, high > 1 ? (1 - y) / (high - y) : 1)
  return inside.map((value) => 255 * Math.max(0, y + (value - y) * share) ** (1 / 2.4))
}

function toned(nits: Rgb): number[] {
  const strongest = Math.max(
    ...to709.map((row) => row.reduce((sum, value, at) => sum + value * (nits[at] ?? 0), 0)),
  )
  const gain = strongest > 0 ? eetf(strongest) / strongest / white : 0
  return shown(nits.map((value) => value * gain) as unknown as Rgb)
}

const hlgScene = (e: number) =>
  e <= 0.5 ? e ** 2 / 3 : (Math.exp((e - 0.55991073) / 0.17883277) + 0.28466892) / 12

/** From R'G'B' as the file has it, 0 to 1, to what is seen of it, 0 to 255. */
export const byDefinition: Readonly<Record<'pq' | 'hlg' | 'bt2020', (rgb: Rgb) => number[]>> = {
  pq: (rgb) => toned(rgb.map(nitsOf) as unknown as Rgb),
  hlg: (rgb) => {
    const scene = rgb.map(hlgScene) as unknown as Rgb
    const gain = peak * luminanceOf(scene, of2020) ** 0.2
    return toned(scene.map((value) => value * gain) as unknown as Rgb)
  },
  bt2020: (rgb) => shown(rgb.map((value) => value ** 2.4) as unknown as Rgb),
}

const hlgOf = (light: number) =>
  light <= 1 / 12 ? Math.sqrt(3 * light) : 0.17883277 * Math.log(12 * light - 0.28466892) + 0.55991073

/** BT.2100: from light of a screen of 1000 nits to that of the scene; what is beyond 1 gets darker, with its hue. */
function sceneOf(nits: Rgb): number[] {
  const y = luminanceOf(nits, of2020) / peak
  const scene = nits.map((value) => (y > 0 ? (value / peak) * y ** (1 / 1.2 - 1) : 0))
  return scene.map((value) => value / Math.max(1, ...scene))
}

const to2020 = inverse(to709)
const sdrNits = (rgb: Rgb) => {
  const light = rgb.map((value) => white * value ** 2.4)
  return to2020.map((row) => row.reduce((sum, value, at) => sum + value * (light[at] ?? 0), 0))
}

/** Nits of what a file, or SDR, has as R'G'B' from 0 to 1. */
const nitsBy: Readonly<Record<'pq' | 'hlg' | 'sdr', (rgb: Rgb) => number[]>> = {
  pq: (rgb) => rgb.map(nitsOf),
  hlg: (rgb) => {
    const scene = rgb.map(hlgScene)
    const gain = peak * luminanceOf(scene as unknown as Rgb, of2020) ** 0.2
    return scene.map((value) => gain * value)
  },
  sdr: sdrNits,
}

/** R'G'B' in an HDR film, from 0 to 1. */
export function inHdr(from: 'pq' | 'hlg' | 'sdr', to: 'pq' | 'hlg', rgb: Rgb): number[] {
  if (from === to) return [...rgb]
  const nits = nitsBy[from](rgb) as unknown as Rgb
  return to === 'pq' ? nits.map(pqOf) : sceneOf(nits).map(hlgOf)
}

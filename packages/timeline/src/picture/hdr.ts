import type { Hdr } from '@framewright/schemas'

/** What a film is that is brighter than SDR: how its light is coded, in the primaries of bt2020, and what is said of it. */
export type PlannedHdr =
  | {
      readonly transfer: 'pq'
      readonly mastering: Mastering
      /** Nits of the brightest pixel, and of the brightest frame on average; 0 where nobody has said. */
      readonly maxCll: number
      readonly maxFall: number
    }
  | { readonly transfer: 'hlg' }

/** The screen that it was graded on. Chromaticities are in 50,000ths, as ST 2086 has them, light in 10,000ths of a nit. */
export interface Mastering {
  readonly red: Chromaticity
  readonly green: Chromaticity
  readonly blue: Chromaticity
  readonly white: Chromaticity
  readonly minLuminance: number
  readonly maxLuminance: number
}
type Chromaticity = readonly [x: number, y: number]

const d65: Chromaticity = [15_635, 16_450]
const primariesOf = {
  'p3-d65': { red: [34_000, 16_000], green: [13_250, 34_500], blue: [7_500, 3_000], white: d65 },
  bt2020: { red: [35_400, 14_600], green: [8_500, 39_850], blue: [6_550, 2_300], white: d65 },
  bt709: { red: [32_000, 16_500], green: [15_000, 30_000], blue: [7_500, 3_000], white: d65 },
} as const

const perNit = 10_000

export function plannedHdr(hdr: Hdr): PlannedHdr {
  if (hdr.type === 'hlg') return { transfer: 'hlg' }
  const { mastering = {}, maxCll = 0, maxFall = 0 } = hdr
  const { primaries = 'p3-d65', minNits = 0.0001, maxNits = 1000 } = mastering
  return {
    transfer: 'pq',
    mastering: {
      ...primariesOf[primaries],
      minLuminance: Math.round(minNits * perNit),
      maxLuminance: maxNits * perNit,
    },
    ...{ maxCll, maxFall },
  }
}

/** Of a pixel of the film, against encoding one of H.264: what is SDR goes through two tables, and an SDR output through one. */
const tableWeight = 3

export const hdrWork = (
  hdr: PlannedHdr | undefined,
  { width, height }: { readonly width: number; readonly height: number },
  frameCount: number,
): number => (hdr === undefined ? 0 : tableWeight * width * height * frameCount)

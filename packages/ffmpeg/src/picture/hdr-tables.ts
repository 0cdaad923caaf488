import { power, type PlannedHdr, type VideoPicture } from '@framewright/timeline'
import {
  displayGamma,
  hlgOfScene,
  inBt2020,
  nitsOfPq,
  nitsOfScene,
  peak,
  pqOfNits,
  sceneOfHlg,
  sceneOfNits,
  systemGamma,
  white,
  type Rgb,
} from './hdr-curves.ts'

type Transfer = PlannedHdr['transfer']
/** What is not in the colours of the film: the other kind of HDR, SDR in the primaries of bt2020, and a gray of SDR. */
type From = NonNullable<VideoPicture['wideColors']>

interface Coding {
  /** What a part of a signal comes to on its own, and nits from all three of that. */
  readonly of: (signal: number) => number
  readonly nits: (parts: Rgb) => Rgb
}

const alike = (rgb: Rgb, of: (part: number) => number): Rgb => [of(rgb[0]), of(rgb[1]), of(rgb[2])]

const codings: Readonly<Record<From, Coding>> = {
  pq: { of: nitsOfPq, nits: (parts) => parts },
  hlg: { of: sceneOfHlg, nits: nitsOfScene },
  bt2020: { of: (signal) => white * power(signal, displayGamma), nits: (parts) => parts },
}

const coded: Readonly<Record<Transfer, (nits: Rgb) => Rgb>> = {
  pq: (nits) => alike(nits, (one) => pqOfNits(Math.min(one, 10_000))),
  hlg: (nits) => alike(sceneOfNits(nits), hlgOfScene),
}

/** Of a gray: the same for each of its parts. */
const grays: Readonly<
  Record<Transfer, { readonly nits: (signal: number) => number; of: (nits: number) => number }>
> = {
  pq: { nits: nitsOfPq, of: pqOfNits },
  hlg: {
    nits: (signal) => peak * power(sceneOfHlg(signal), systemGamma),
    of: (nits) => hlgOfScene(power(nits / peak, 1 / systemGamma)),
  },
}

const tableSize = 49
/** From SDR to other primaries alone: it may be half as fine, and each clip reads one of its own. */
const smallTableSize = 33
const curveSize = 4096
const made = new Map<string, string>()

/** Made once in a process. */
function once(name: string, make: () => string): string {
  const text = made.get(name) ?? make()
  made.set(name, text)
  return text
}

const lineOf = (rgb: Rgb): string => rgb.map((part) => part.toFixed(6)).join(' ')

function cubeText(size: number, of: (signal: number) => number, mapped: (parts: Rgb) => Rgb): string {
  const steps = Array.from({ length: size }, (_, at) => of(at / (size - 1)))
  const lines = [`LUT_3D_SIZE ${size}`]
  for (const blue of steps)
    for (const green of steps) for (const red of steps) lines.push(lineOf(mapped([red, green, blue])))
  return `${lines.join('\n')}\n`
}

/** R'G'B' of a source to that of the film. */
export const toFilmTable = (from: From, to: Transfer): string =>
  once(`${from}-${to}`, () => {
    const { of, nits } = codings[from]
    return cubeText(tableSize, of, (parts) => coded[to](nits(parts)))
  })

/**
 * R'G'B' of SDR to the signal of a gray of that light, with that of white as 1. It is a curve of its own, as it is too steep
 * near black for a table of so few values a side.
 */
export const sdrCurve = (to: Transfer): string =>
  once(`sdr-${to}`, () => {
    const { of } = grays[to]
    const lines = Array.from({ length: curveSize }, (_, at) => {
      const share = of(white * power(at / (curveSize - 1), displayGamma)) / of(white)
      return lineOf([share, share, share])
    })
    return `LUT_1D_SIZE ${curveSize}\n${lines.join('\n')}\n`
  })

/** From there on: the same light, which is that of the primaries of bt709, in those of bt2020. */
export const sdrPrimaries = (to: Transfer): string =>
  once(`bt709-${to}`, () => {
    const { of, nits } = grays[to]
    return cubeText(
      smallTableSize,
      (share) => nits(share * of(white)),
      (parts) => coded[to](inBt2020(parts)),
    )
  })

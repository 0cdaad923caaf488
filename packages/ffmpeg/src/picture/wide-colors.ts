import { power, type VideoPicture } from '@framewright/timeline'
import {
  displayGamma,
  nitsOfPq,
  nitsOfScene,
  peak,
  pqOfNits,
  sceneOfHlg,
  white,
  type Rgb,
} from './hdr-curves.ts'

type WideColors = NonNullable<VideoPicture['wideColors']>
/** The curve of BT.2390 from a screen of `peak` to one of `white`: as it is up to a knee, then bent to end in white. */
const peakSignal = pqOfNits(peak)
const whiteOfPeak = pqOfNits(white) / peakSignal
const knee = 1.5 * whiteOfPeak - 0.5

function compressed(nits: number): number {
  const signal = Math.min(1, pqOfNits(nits) / peakSignal)
  if (signal <= knee) return nits
  const t = (signal - knee) / (1 - knee)
  const bent =
    (2 * t * t * t - 3 * t * t + 1) * knee +
    (t * t * t - 2 * t * t + t) * (1 - knee) +
    (3 * t * t - 2 * t * t * t) * whiteOfPeak
  return nitsOfPq(bent * peakSignal)
}

const tableSteps = 4096

/** A function of 0 to 1, by straight lines between so many of its values: close together where it is dark. */
function tabulated(of: (value: number) => number): (value: number) => number {
  const values = Array.from({ length: tableSteps + 1 }, (_, at) => {
    const root = (at / tableSteps) * (at / tableSteps)
    return of(root * root)
  })
  return (value) => {
    const place = tableSteps * Math.sqrt(Math.sqrt(value))
    const at = Math.min(tableSteps - 1, Math.floor(place))
    const [from = 0, to = 0] = [values[at], values[at + 1]]
    return from + (to - from) * (place - at)
  }
}

const compressedShare = tabulated((share) => compressed(10_000 * share) / white)
const displayed = tabulated((light) => power(light, 1 / displayGamma))

/** Linear light of the primaries of bt2020 in those of bt709 (BT.2087). */
function inBt709([red, green, blue]: Rgb): Rgb {
  return [
    1.660491 * red - 0.587641 * green - 0.07285 * blue,
    -0.12455 * red + 1.132899 * green - 0.008349 * blue,
    -0.018151 * red - 0.100579 * green + 1.11873 * blue,
  ]
}

/** What bt709 does not have is mixed with the gray of its luminance, just as far as it takes. */
function withinGamut([red, green, blue]: Rgb): Rgb {
  const luminance = Math.min(1, 0.2126 * red + 0.7152 * green + 0.0722 * blue)
  const below = luminance - Math.min(red, green, blue)
  const above = Math.max(red, green, blue) - luminance
  const share = Math.min(1, below > 0 ? luminance / below : 1, above > 0 ? (1 - luminance) / above : 1)
  const mixed = (value: number) => Math.min(1, Math.max(0, luminance + (value - luminance) * share))
  return [mixed(red), mixed(green), mixed(blue)]
}

/** Hues stay: the strongest part of a colour goes by the curve, and the others along with it. */
function toneMapped(nits: Rgb): Rgb {
  const light = inBt709(nits)
  const strongest = Math.max(...light)
  if (strongest <= 0) return [0, 0, 0]
  const gain = compressedShare(Math.min(1, strongest / 10_000)) / strongest
  return [gain * light[0], gain * light[1], gain * light[2]]
}

interface Kind {
  /** What the signal of a part of a colour comes to on its own. */
  readonly of: (signal: number) => number
  /** From that to linear light of bt709, white at 1. */
  readonly light: (parts: Rgb) => Rgb
}

const kinds: Readonly<Record<WideColors, Kind>> = {
  pq: { of: nitsOfPq, light: toneMapped },
  hlg: { of: sceneOfHlg, light: (scene) => toneMapped(nitsOfScene(scene)) },
  bt2020: { of: (signal) => power(signal, displayGamma), light: inBt709 },
}

/** As fine as such tables are made: with half of it, colours near the edge of bt709 are off by several in 255. */
const tableSize = 65
const tables = new Map<WideColors, string>()

/** R'G'B' to R'G'B' of bt709 as a .cube, which `lut3d` reads: made once in a process, in a third of a second. */
export function wideColorsTable(wideColors: WideColors): string {
  const made = tables.get(wideColors) ?? makeTable(wideColors)
  tables.set(wideColors, made)
  return made
}

function makeTable(wideColors: WideColors): string {
  const { of, light } = kinds[wideColors]
  const steps = Array.from({ length: tableSize }, (_, at) => of(at / (tableSize - 1)))
  const lines = [`LUT_3D_SIZE ${tableSize}`]
  for (const blue of steps)
    for (const green of steps)
      for (const red of steps) {
        const mapped = withinGamut(light([red, green, blue]))
        lines.push(mapped.map((part) => displayed(part).toFixed(5)).join(' '))
      }
  return `${lines.join('\n')}\n`
}

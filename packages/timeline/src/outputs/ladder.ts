import { strict as assert } from 'node:assert'
import type { EditOutput } from '@framewright/schemas'
import { evenSize, pictureIn, type Size } from '../resolve/placement.ts'
import { refuse, type Findings } from '../resolve/problems.ts'
import type { ResolvedPicture } from '../resolved-timeline.ts'
import type { FilmLength } from './output-limits.ts'
import type { Preset } from './presets.ts'
import { rateFor } from './rate-control.ts'

/** What a picture is worth by its shorter side, of films of up to 30 frames a second; between them by straight lines. */
const rungs = [
  { side: 0, kbps: 0 },
  { side: 240, kbps: 400 },
  { side: 360, kbps: 800 },
  { side: 480, kbps: 1400 },
  { side: 720, kbps: 2800 },
  { side: 1080, kbps: 5000 },
  { side: 1440, kbps: 9000 },
  { side: 2160, kbps: 16_000 },
] as const
const leastKbps = 100
/** More frames are more alike. */
const fastFactor = 1.5
/** The next one is so much smaller at least: what is nearer is not worth its storage. */
const mostShare = 0.75
/**
 * The quality with which a real film comes to about the rates above: Bunny, for one, to 411 kbit/s at 240, 876 at 360, 1453 at 480 and
 * 2806 at 720. A film that is easier takes less; one that is harder has the peak to stop it.
 */
const crfOfRungs = 21.5
const crfRange = { min: 12, max: 38 }
/** So much less of it takes twice the bits. */
const crfForTwice = 6

type CappedQuality = Pick<Required<ResolvedPicture>, 'crf' | 'rate'>
type Ladder = Partial<Pick<ResolvedPicture, 'crf' | 'rate' | 'lower'>>

/** The sizes of an output that is one, all below the first; never larger than the canvas. */
export function ladderOf(
  output: EditOutput,
  preset: Preset,
  size: Size,
  canvas: Size,
  film: FilmLength,
  pointer: string,
  findings: Findings,
): Ladder {
  if (preset.container !== 'stream') return {}
  if (size.width > canvas.width || size.height > canvas.height) {
    const message = `the output would be ${size.width}x${size.height}, larger than the canvas`
    refuse(
      findings,
      'OUTPUT_SIZE',
      `${pointer}/preset`,
      message,
      'Use sizes within the canvas, or leave them out.',
    )
  }
  for (const key of ['maxSizeMb', 'passes'] as const) {
    if (output[key] === undefined) continue
    const message = 'what is sent by its rate is encoded by its rate, once'
    refuse(findings, 'LADDER_RATE', `${pointer}/${key}`, message, 'Leave it out, or say bitrateKbps.')
  }
  const shortSide = Math.min(size.width, size.height)
  const highest = output.bitrateKbps ?? kbpsOf(shortSide, film)
  const lower = rungs
    .filter(({ side }) => side > 0 && side <= mostShare * shortSide)
    .map(({ side }) => {
      const own = {
        width: evenSize((size.width * side) / shortSide),
        height: evenSize((size.height * side) / shortSide),
      }
      const kbps = Math.max(leastKbps, Math.round((highest * kbpsOf(side, film)) / kbpsOf(shortSide, film)))
      return { ...own, picture: pictureIn(own, canvas), ...cappedAt(kbps, side, preset, film) }
    })
    .reverse()
  return { ...cappedAt(highest, shortSide, preset, film), lower }
}

/**
 * By a quality, which is the same in every part of a film that is encoded apart, and no more than a rate: a rate alone is
 * shared out over what comes one after the other, and would be begun anew in each part.
 */
const cappedAt = (kbps: number, shortSide: number, preset: Preset, film: FilmLength): CappedQuality => {
  const crf = crfOfRungs - crfForTwice * Math.log2(kbps / kbpsOf(shortSide, film))
  const within = Math.max(crfRange.min, Math.min(crfRange.max, crf))
  return { crf: Math.round(10 * within) / 10, rate: rateFor(kbps, preset) }
}

function kbpsOf(shortSide: number, { rate }: FilmLength): number {
  const at = Math.max(1, rungs.findLastIndex(({ side }) => side < shortSide) + 1)
  const [below, above] = [rungs[at - 1], rungs[at] ?? rungs.at(-1)]
  assert(above !== undefined && below !== undefined, 'there are rungs')
  const share =
    above.side > below.side ? Math.min(1, (shortSide - below.side) / (above.side - below.side)) : 1
  const kbps = below.kbps + share * (above.kbps - below.kbps)
  return Math.max(leastKbps, Math.round(rate.num > 30 * rate.den ? fastFactor * kbps : kbps))
}

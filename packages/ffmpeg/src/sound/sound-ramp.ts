import { divisor, type SoundRamp } from '@framewright/timeline'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'

/** Samples round a piece that its resampler looks at: 16 at each side of a sample, of the slower of both rates. */
const least = 32

interface Piece {
  /** Of the source: where it begins, and how much of it there is. */
  readonly from: number
  readonly taken: number
  /** As much is taken at both sides as makes whole samples of the film. */
  readonly margin: number
  readonly marginHeard: number
  readonly heard: number
}

function piecesOf({ pieces }: SoundRamp): Piece[] {
  let from = 0
  return pieces.map(([taken, heard]) => {
    const common = divisor(taken, heard)
    const [step, stepHeard] = [taken / common, heard / common]
    const steps = Math.ceil((least * Math.max(1, taken / heard)) / step)
    const piece = { from, taken, heard, margin: steps * step, marginHeard: steps * stepHeard }
    from += taken
    return piece
  })
}

/** What of a source is wanted: before its first sample that is heard, from then on, and behind its last one. */
export function rampSpan(ramp: SoundRamp): {
  readonly lead: number
  readonly span: number
  readonly tail: number
} {
  const pieces = piecesOf(ramp)
  const span = pieces.reduce((sum, { taken }) => sum + taken, 0)
  const lead = pieces.reduce((most, { from, margin }) => Math.max(most, margin - from), 0)
  const tail = pieces.reduce(
    (most, { from, taken, margin }) => Math.max(most, from + taken + margin - span),
    0,
  )
  return { lead, span, tail }
}

/**
 * Each piece is resampled by itself, with what is round it, and cut out of that on a sample: where one goes over to the
 * next both have the value that the source has there, so only the speed jumps, by as little as the pieces are short.
 */
export function alongRamp(graph: Graph, sound: Stream, ramp: SoundRamp, sampleRateHz: number): Stream {
  const { lead } = rampSpan(ramp)
  const pieces = piecesOf(ramp)
  const parts = graph.split(sound, pieces.length, 'audio').map((copy, at) => {
    const { from = 0, taken = 0, heard = 0, margin = 0, marginHeard = 0 } = pieces[at] ?? {}
    const start = lead + from - margin
    return graph.chain(
      [copy],
      filter('atrim', { start_sample: start, end_sample: start + taken + 2 * margin }),
      filter('asetpts', { expr: 'N' }),
      ...(taken === heard ? [] : resampled(taken, heard, sampleRateHz)),
      filter('atrim', { start_sample: marginHeard, end_sample: marginHeard + heard }),
      filter('asetpts', { expr: 'N' }),
    )
  })
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return graph.chain(
    parts,
    filter('concat', { n: parts.length, v: 0, a: 1 }),
    filter('asetpts', { expr: 'N' }),
  )
}

/** Rates stand for nothing but how many samples are made of how many: both are whole, so the ratio is exact. */
function resampled(taken: number, heard: number, sampleRateHz: number): Filter[] {
  const common = divisor(taken, heard)
  const times = Math.max(1, Math.floor((sampleRateHz * common) / Math.max(taken, heard)))
  const rate = (samples: number) => (samples / common) * times
  return [
    filter('asetrate', { sample_rate: rate(taken) }),
    filter('aresample', { osr: rate(heard), internal_sample_fmt: 's32p' }),
    filter('asetrate', { sample_rate: sampleRateHz }),
    filter('aformat', { sample_fmts: 'fltp', sample_rates: sampleRateHz, channel_layouts: 'stereo' }),
  ]
}

import type { GainEnvelope, GainPoint } from '@framewright/timeline'
import { decimal, filter, type Graph, type Stream } from './filter-syntax.ts'

/**
 * A sound by an envelope, sample by sample. `volume` would hold a gain for a whole frame, which is heard as steps. The
 * envelope is a sound of its own, of + - * / alone, so it is the same on every processor.
 */
export function withEnvelope(
  graph: Graph,
  sound: Stream,
  envelope: GainEnvelope,
  sampleCount: number,
  sampleRateHz: number,
): Stream {
  const gains = graph.chain(
    [],
    filter('aevalsrc', { exprs: gainAt(envelope), sample_rate: sampleRateHz }),
    filter('atrim', { end_sample: sampleCount }),
    filter('aformat', { sample_fmts: 'fltp' }),
    filter('pan', { args: 'stereo|c0=c0|c1=c0' }),
  )
  return graph.chain([sound, gains], filter('amultiply'), filter('asetpts', { expr: 'N' }))
}

/** As an expression of sample `n`. Halves are asked for first: each sample takes as many steps as there are digits of two. */
function gainAt(points: GainEnvelope): string {
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return '1'
  const pieces: Piece[] = [
    { end: first.sample, text: decimal(first.gain) },
    ...points
      .slice(1)
      .map((point, at) => ({ end: point.sample, text: straight(points[at] ?? first, point) })),
    { end: Infinity, text: decimal(last.gain) },
  ]
  return search(pieces)
}

interface Piece {
  /** The first sample that is no longer in it. */
  readonly end: number
  readonly text: string
}

function search(pieces: readonly Piece[]): string {
  const half = Math.floor(pieces.length / 2)
  const border = pieces[half - 1]
  if (border === undefined) return pieces[0]?.text ?? '1'
  return `if(lt(n,${border.end}),${search(pieces.slice(0, half))},${search(pieces.slice(half))})`
}

function straight(from: GainPoint, to: GainPoint): string {
  if (from.gain === to.gain) return decimal(from.gain)
  const length = to.sample - from.sample
  return `(${decimal(from.gain)}*(${to.sample}-n)+${decimal(to.gain)}*(n-${from.sample}))/${length}`
}

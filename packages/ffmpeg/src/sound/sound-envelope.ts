import type { GainEnvelope } from '@framewright/timeline'
import { decimal, filter, type Graph, type Stream } from '../filter-syntax.ts'

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
    filter('aevalsrc', {
      exprs: straightThrough(
        envelope.map(({ sample, gain }) => ({ at: sample, gain })),
        'n',
      ),
      sample_rate: sampleRateHz,
    }),
    filter('atrim', { end_sample: sampleCount }),
    filter('aformat', { sample_fmts: 'fltp' }),
    filter('pan', { args: 'stereo|c0=c0|c1=c0' }),
  )
  return graph.chain([sound, gains], filter('amultiply'), filter('asetpts', { expr: 'N' }))
}

interface Point {
  readonly at: number
  readonly gain: number
}

/**
 * Straight from point to point, as an expression of a variable. Halves are asked for first, so each sample takes as many
 * steps as the number of points has binary digits.
 */
export function straightThrough(points: readonly Point[], variable: string): string {
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return '1'
  const pieces: Piece[] = [
    { end: first.at, text: decimal(first.gain) },
    ...points
      .slice(1)
      .map((point, at) => ({ end: point.at, text: straight(points[at] ?? first, point, variable) })),
    { end: Infinity, text: decimal(last.gain) },
  ]
  return search(pieces, variable)
}

interface Piece {
  /** Where it is over. */
  readonly end: number
  readonly text: string
}

function search(pieces: readonly Piece[], variable: string): string {
  const half = Math.floor(pieces.length / 2)
  const border = pieces[half - 1]
  if (border === undefined) return pieces[0]?.text ?? '1'
  const [before, behind] = [pieces.slice(0, half), pieces.slice(half)]
  return `if(lt(${variable},${decimal(border.end)}),${search(before, variable)},${search(behind, variable)})`
}

function straight(from: Point, to: Point, variable: string): string {
  if (from.gain === to.gain) return decimal(from.gain)
  const [start, end] = [decimal(from.at), decimal(to.at)]
  return `(${decimal(from.gain)}*(${end}-${variable})+${decimal(to.gain)}*(${variable}-${start}))/(${end}-${start})`
}

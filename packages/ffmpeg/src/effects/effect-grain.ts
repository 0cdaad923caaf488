import type { PlannedGrain } from '@framewright/timeline'
import type { Affected } from './effect-filters.ts'
import { decimal, filter, type Graph, type Stream } from '../filter-syntax.ts'
import { onGrid, rateText, scalerFlags } from '../picture/picture-filters.ts'

/** A square of noise is drawn once and laid out side by side; each frame is shown another part of that. */
const side = 256
/** Squares of what is below it are exact in a double, and it is a prime. */
const modulus = 16_777_213
/** What a code of the noise stands for, in 256ths. */
const codesOfOne = 80
/** The strongest grain, from the middle to where it is off by one; a third of that is usual. */
const mostShare = 0.2

/** Numbers that look like chance, made of whole ones alone: the same on every machine. Takes variable 0. */
const drawn = (from: string): string => `st(0,mod(${from},${modulus}));${again};${again};${again}`
const again = `st(0,mod(ld(0)*ld(0)+40503,${modulus}))`

/**
 * Grain that goes by the number of the frame and nothing else. `noise` of ffmpeg's goes by how many frames it has seen
 * and by how many threads there are.
 */
export function grained(
  graph: Graph,
  stream: Stream,
  { strength, size, color, seed, firstFrame = 0 }: PlannedGrain,
  { plan, size: { width, height }, pixelFormat, firstFrame: ownFrame }: Affected,
): Stream {
  const isDeep = pixelFormat.endsWith('10le')
  const step = isDeep ? 4 : 1
  const half = 128 * step
  /** The sum of three draws, which is nearly normal: from -1.5 to 1.5. */
  const noise = (plane: number) => {
    const first = drawn(`X*15485863+Y*32452843+${49_979_687 * (seed + 1) + 86_028_121 * plane}`)
    const sum = `st(1,ld(0));${again};st(1,ld(1)+ld(0));${again};st(1,(ld(1)+ld(0))/${modulus}-1.5)`
    return `${first};${sum};floor(${half}.5+${codesOfOne * step}*ld(1))`
  }
  const columns = Math.ceil(width / size / side) + 1
  const rows = Math.ceil(height / size / side) + 1
  /** Even, as chroma has it. */
  const place = (axis: number) =>
    `${drawn(`(n+${firstFrame + ownFrame})*7368787+${15_485_863 * (seed + 1) + 32_452_843 * axis}`)};` +
    `2*floor(ld(0)*${(side * size) / 2}/${modulus})`
  const grain = graph.chain(
    [],
    filter('color', { color: 'black', size: `${side}x${side}`, rate: rateText(plan) }),
    filter('trim', { end_frame: 1 }),
    filter('format', { pix_fmts: pixelFormat }),
    filter('geq', { lum: noise(0), cb: color ? noise(1) : half, cr: color ? noise(2) : half }),
    filter('loop', { loop: columns * rows - 1, size: 1 }),
    filter('tile', { layout: `${columns}x${rows}` }),
    ...(size === 1
      ? []
      : [
          filter('scale', {
            width: columns * side * size,
            height: rows * side * size,
            flags: scalerFlags,
          }),
        ]),
    filter('loop', { loop: -1, size: 1 }),
    ...onGrid(plan),
    filter('crop', { out_w: width, out_h: height, x: place(0), y: place(1), exact: 1 }),
    filter('setsar', { sar: 1 }),
  )
  const share = (strength * mostShare) / (codesOfOne * step)
  const luma = `clip((x-${16 * step})/${219 * step},0,1)`
  const added = `(y-${half})*${decimal(share * 219 * step)}`
  const chroma = color ? `x+(y-${half})*${decimal((share * 224 * step) / 2)}+0.5` : 'x'
  return graph.chain(
    [stream, grain],
    filter('lut2', {
      c0: `st(0,${luma});x+4*ld(0)*(1-ld(0))*${added}+0.5`,
      c1: chroma,
      c2: chroma,
      ...(pixelFormat.startsWith('yuva') ? { c3: 'x' } : {}),
      shortest: 1,
    }),
    ...onGrid(plan),
  )
}

import type { Drawing, DrawnGradient, RenderPlan } from '@framewright/timeline'
import { drawingSvg } from './drawing-svg.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import type { Input } from '../input-args.ts'
import { fromSdr } from './film-colors.ts'
import { formatsOf, hold, scalerFlags } from './picture-filters.ts'

export const svgDemuxer = 'svg_pipe'

/**
 * The decoder of SVG gives colours that are multiplied by their alpha; all that comes after it wants them as they are. They
 * become those of video in eight bits, which is what they were drawn in: on the way from RGB to ten bits at half the width
 * the scaler, without AVX, writes beyond the end of a row into the next one, which another of its threads may have finished
 * already (`isScaledAlone`).
 */
export const straightened = (plan: RenderPlan): Filter[] => [
  filter('format', { pix_fmts: 'gbrap' }),
  filter('unpremultiply', { inplace: 1 }),
  ...inVideoColors(formatsOf(plan).alpha),
]

const inVideoColors = (pixelFormat: string): Filter[] => [
  filter('scale', { flags: scalerFlags, out_color_matrix: 'bt709', out_range: 'tv' }),
  filter('format', { pix_fmts: pixelFormat.replace('10le', '') }),
]

/** What a drawing needs round it. */
export interface DrawingBoard {
  readonly graph: Graph
  readonly inputs: Input[]
  readonly files: { path: string; text: string }[]
  readonly paths: { drawingPath(number: number): string }
}

/** One picture, drawn by ffmpeg from a file of ours; its colours are multiplied by their alpha. */
export function drawnInput({ graph, inputs, files, paths }: DrawingBoard, drawing: Drawing): Stream {
  const path = paths.drawingPath(files.length)
  files.push({ path, text: drawingSvg(drawing) })
  inputs.push({ path, demuxer: svgDemuxer, seekMicroseconds: 0, decoderThreads: 1, of: 'picture' })
  return graph.input(inputs.length - 1, 'v:0')
}

/** Frames are counted, whatever their times are. */
const anyRate = { num: 25, den: 1 }

/** A frame for each drawing, from files that are numbered among themselves. */
export function drawnSequence(
  { graph, inputs, files, paths }: DrawingBoard,
  drawings: readonly Drawing[],
): Stream {
  const path = paths.drawingPath(files.length)
  const numbered = (number: string) => path.replace(/(?=\.svg$)/, `-${number}`)
  for (const [at, drawing] of drawings.entries())
    files.push({ path: numbered(String(at)), text: drawingSvg(drawing) })
  inputs.push({
    // The demuxer puts a number where its pattern says.
    ...{ path: numbered('#').replaceAll('%', '%%').replace('#.svg', '%d.svg'), demuxer: 'image2' },
    ...{
      numbered: { frameRate: anyRate, isLooped: false },
      seekMicroseconds: 0,
      decoderThreads: 1,
      of: 'picture',
    },
  })
  return graph.input(inputs.length - 1, 'v:0')
}

export const drawnPicture = (board: DrawingBoard, plan: RenderPlan, drawing: Drawing): Stream =>
  board.graph.chain([drawnInput(board, drawing)], ...straightened(plan))

/** So many canvases with a gradient all over them; where it is transparent, it lies on black. */
export function drawnGround(
  board: DrawingBoard,
  plan: RenderPlan,
  gradient: DrawnGradient,
  frameCount: number,
): Stream {
  const { width, height } = plan
  const outline = { kind: 'rectangle', x: 0, y: 0, width, height, radius: 0 } as const
  const input = drawnInput(board, { width, height, outline, fill: gradient, stroke: null })
  return board.graph.chain(
    [input],
    filter('trim', { end_frame: 1 }),
    filter('format', { pix_fmts: 'gbrp' }),
    ...inVideoColors(formatsOf(plan).opaque),
    filter('format', { pix_fmts: formatsOf(plan).opaque }),
    filter('setsar', { sar: 1 }),
    ...fromSdr(board.graph, plan, formatsOf(plan).opaque),
    ...hold(plan, frameCount),
  )
}

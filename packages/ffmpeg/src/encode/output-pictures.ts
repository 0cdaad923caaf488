import type {
  PlannedFilm,
  PlannedGif,
  PlannedPicture,
  PlannedStill,
  PlannedSprite,
  RenderPlan,
} from '@framewright/timeline'
import { colorTags } from './color-tags.ts'
import { isOnDevice } from './gpu-encoder-args.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { flattened, scaledByShare } from '../picture/alpha-canvas.ts'
import { toSdr } from '../picture/film-colors.ts'
import { cut, hold, rateText, scalerFlags } from '../picture/picture-filters.ts'

export type Still = PlannedPicture & { readonly video: PlannedStill }

export const isStill = (output: PlannedPicture): output is Still => 'frame' in output.video

/** Encoded in two passes. */
export const isTwice = ({ video }: PlannedPicture): boolean => 'passes' in video

/**
 * The outputs of a plan that have a picture which is composed for them. The longest first, because ffmpeg counts the frames of its first one; of
 * those, as all films are as long, what is encoded twice.
 */
export const picturesOf = ({ outputs }: RenderPlan): PlannedPicture[] =>
  outputs
    .filter((output) => output.video !== null)
    .filter(({ copy, video }) => copy === undefined && !('otherFrames' in video))
    .flatMap((output) => [output, ...(output.ladder?.lower ?? [])])
    .sort((one, other) => other.expected.frameCount - one.expected.frameCount)
    .sort((one, other) => Number(isTwice(other)) - Number(isTwice(one)))

/** Decoded and composed once, then brought to the form of each output. */
export function toOutputs(graph: Graph, plan: RenderPlan, canvas: Stream): Stream[] {
  const outputs = picturesOf(plan)
  const copies = copiesFor(graph, plan, canvas, outputs)
  return outputs.map((output, at) => {
    const { video } = output
    const copy = copies.slice(at, at + 1)
    if ('keyframeInterval' in video) return graph.chain(copy, ...sized(output, plan), ...handedOver(video))
    if ('tileCount' in video) return graph.chain(copy, ...toSheets(video, sized(output, plan)))
    if (video.codec === 'gif') return toGif(graph, copy, video, sized(output, plan), plan)
    return graph.chain(
      copy,
      ...cut(plan, video.frame, video.frame + 1),
      ...sized(output, plan),
      ...(video.codec === 'png' ? asRgb(video.hasAlpha ? 'rgba' : 'rgb24') : asJpeg),
    )
  })
}

/** The canvas for each output; of an HDR film, in SDR for those that are not. */
function copiesFor(
  graph: Graph,
  plan: RenderPlan,
  canvas: Stream,
  outputs: readonly PlannedPicture[],
): Stream[] {
  if (plan.hdr === undefined) return opaqueOrNot(graph, plan, canvas, outputs)
  const [inHdr, others] = [outputs.filter(isHdr), outputs.filter((output) => !isHdr(output))]
  const films = graph.split(canvas, Math.min(1, inHdr.length) + Math.min(1, others.length), 'video')
  const kept = inHdr.length === 0 ? [] : opaqueOrNot(graph, plan, films.shift() as Stream, inHdr)
  const made = films.flatMap((film) =>
    opaqueOrNot(graph, plan, graph.chain([film], ...toSdr(graph, plan)), others),
  )
  return outputs.map((output) => (isHdr(output) ? kept : made).shift() as Stream)
}

/** Of a canvas that can be seen through, on black for those that cannot. */
function opaqueOrNot(
  graph: Graph,
  plan: RenderPlan,
  canvas: Stream,
  outputs: readonly PlannedPicture[],
): Stream[] {
  const flatCount = plan.isTransparent ? outputs.filter(({ video }) => !isSeenThrough(video)).length : 0
  if (flatCount === 0) return graph.split(canvas, outputs.length, 'video')
  const [below = canvas, ...clear] = graph.split(canvas, 1 + outputs.length - flatCount, 'video')
  const flat = graph.split(flattened(graph, plan, below), flatCount, 'video')
  return outputs.map(({ video }) => (isSeenThrough(video) ? clear : flat).shift() as Stream)
}

const isHdr = ({ video }: PlannedPicture): boolean => 'hdr' in video
const isSeenThrough = (video: PlannedPicture['video']): boolean => 'hasAlpha' in video

/** Frame k shows the frame of the film that is on the screen then; their colours are those that all of them need most. */
function toGif(
  graph: Graph,
  canvas: readonly Stream[],
  { frameRate, frameCount }: PlannedGif,
  made: readonly Filter[],
  plan: RenderPlan,
): Stream {
  const ofGif = { ...plan, frameRate }
  const isThinned = frameRate.num * plan.frameRate.den !== plan.frameRate.num * frameRate.den
  const frames = graph.chain(
    canvas,
    ...(isThinned ? [filter('fps', { fps: rateText(ofGif), start_time: 0, round: 'up' })] : []),
    ...hold(ofGif, frameCount),
    ...made,
    ...toRgb('bgra'),
  )
  const [forPalette, forUse] = graph.split(frames, 2, 'video') as [Stream, Stream]
  const palette = graph.chain([forPalette], filter('palettegen', { reserve_transparent: 0 }))
  // A fixed pattern: dithering that spreads errors would flicker where nothing moves, and takes more bytes.
  return graph.chain([forUse, palette], filter('paletteuse', { dither: 'bayer', bayer_scale: 3 }))
}

/** Put together in RGB, where what is left over of the last sheet is black beyond doubt. */
const toSheets = ({ everyFrames, columns, rows }: PlannedSprite, made: readonly Filter[]): Filter[] => [
  filter('select', { expr: `not(mod(n,${everyFrames}))` }),
  ...made,
  ...toRgb('rgb24'),
  filter('tile', { layout: `${columns}x${rows}` }),
  ...fromRgbToJpeg,
]

function sized({ width, height, picture, video }: PlannedPicture, plan: RenderPlan): Filter[] {
  const isSameSize = picture.width === plan.width && picture.height === plan.height
  const hasBars = picture.width !== width || picture.height !== height
  const isClear = isSeenThrough(video)
  const bars = { width, height, x: picture.x, y: picture.y, color: isClear ? 'black@0' : 'black' }
  const scaled = filter('scale', { width: picture.width, height: picture.height, flags: scalerFlags })
  return [
    ...(isSameSize ? [] : isClear ? scaledByShare(scaled, video.codec === 'prores') : [scaled]),
    filter('format', { pix_fmts: pixelFormatOf(video) }),
    ...(hasBars ? [filter('pad', bars)] : []),
    filter('setsar', { sar: 1 }),
    filter('setparams', { range: 'tv', ...colorTags(video) }),
  ]
}

function pixelFormatOf(video: PlannedPicture['video']): string {
  const alpha = isSeenThrough(video) ? 'a' : ''
  if (video.codec !== 'prores') return `yuv${alpha}420p${'hdr' in video ? '10le' : ''}`
  return video.profile === '4444' ? `yuv${alpha}444p10le` : 'yuv422p10le'
}

/** To the memory of the device, where the encoder takes its frames from there. */
const handedOver = ({ encoder }: PlannedFilm): Filter[] =>
  isOnDevice(encoder) ? [filter('format', { pix_fmts: 'nv12' }), filter('hwupload')] : []

/** Without `full_chroma_int` two pixels of a row would share their colour. */
const toRgbFlags = `${scalerFlags}+full_chroma_int`

const toRgb = (pixelFormat: 'rgb24' | 'rgba' | 'bgra'): Filter[] => [
  filter('scale', { flags: toRgbFlags, in_color_matrix: 'bt709', in_range: 'tv' }),
  filter('format', { pix_fmts: pixelFormat }),
]

/** Said to be sRGB, which is what a film of bt709 is shown as: with the curve of bt709 in it a PNG looks brighter. */
const asRgb = (pixelFormat: 'rgb24' | 'rgba'): readonly Filter[] => [
  ...toRgb(pixelFormat),
  filter('setparams', { range: 'pc', color_trc: 'iec61966-2-1' }),
]

/** A JPEG is bt601, over the full range, whatever it says. By way of RGB: straight there, colours lose five in 255. */
export const fromRgbToJpeg: readonly Filter[] = [
  filter('scale', { flags: scalerFlags, out_color_matrix: 'bt601', out_range: 'pc' }),
  filter('format', { pix_fmts: 'yuvj420p' }),
  filter('setparams', { range: 'pc', colorspace: 'bt470bg' }),
]
const asJpeg: readonly Filter[] = [...toRgb('rgb24'), ...fromRgbToJpeg]

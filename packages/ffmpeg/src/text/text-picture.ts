import { strict as assert } from 'node:assert'
import type { RenderPlan, TextPicture, Transform } from '@framewright/timeline'
import type { LaidStream } from '../picture/blend.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { firstOwnFrame, shownFrames } from '../picture/clip-part.ts'
import { fromSdr } from '../picture/film-colors.ts'
import { fadedAlong } from '../picture/layer-alpha.ts'
import { fades, formatsOf, hold, onGrid, opacity, rateText, scalerFlags } from '../picture/picture-filters.ts'
import { overhangOf } from './fonts.ts'
import { movedFormat, transformed } from '../picture/transformed-picture.ts'

/** In sizes of the font: from line to line, and from the middle of a line to where its letters stand. */
const usualLineHeight = 1.2
const baselineBelowMiddle = 0.36
/** For accents and tails that reach out of their line. */
const overhang = 0.6

export interface TextFiles {
  readonly fontPath: string
  /** Of each line; null for a blank one: drawtext refuses an empty file. */
  readonly linePaths: readonly (string | null)[]
}

/**
 * A text as one still picture with alpha, laid together once: box, shadow, stroke, letters. Each is a plain area of its
 * colour, and what drawtext draws is only the area's alpha. So the colours are exact (drawtext itself knows nothing but
 * bt601), nothing shines through anything else when the whole fades, and a text is drawn once, not for every frame.
 * Null where the text lies above or below the canvas.
 */
export function textLayer(
  graph: Graph,
  clip: TextPicture,
  plan: RenderPlan,
  files: TextFiles,
  firstFrame: number,
): LaidStream | null {
  const band = bandOf(clip, plan)
  if (band.height <= 0) return null
  const [lowest, ...upper] = partsOf(clip).map((part) => partPicture(graph, clip, plan, files, band, part))
  assert(lowest !== undefined, 'a text has letters at least')
  const whole = upper.reduce(
    (below, part) => graph.chain([below, part], filter('overlay', { format: 'gbrp' })),
    lowest,
  )
  return shown(graph, clip, plan, whole, band, firstFrame)
}

/** A drawn text, where it lies on the canvas: it is as broad as that, unless it moves. */
export function shown(
  graph: Graph,
  clip: TextPicture,
  plan: RenderPlan,
  whole: Stream,
  band: { readonly top: number; readonly height: number },
  onFrame: number,
  held = hold(plan, shownFrames(clip)),
): LaidStream {
  const { alpha } = formatsOf(plan)
  const { transform, opacityCurve } = clip
  const size = { width: plan.width, height: band.height }
  const colors = fromSdr(graph, plan, alpha)
  const picture = [
    filter('scale', { flags: scalerFlags, out_color_matrix: 'bt709', out_range: 'tv' }),
    filter('format', { pix_fmts: transform === undefined ? alpha : movedFormat }),
    filter('setsar', { sar: 1 }),
    ...(transform === undefined ? colors : []),
    ...opacity(clip.opacity),
  ]
  const timed = [...fades(clip), ...onGrid(plan, onFrame)]
  if (transform === undefined && opacityCurve === undefined) {
    const stream = graph.chain([whole], ...picture, ...held, ...timed)
    return { x: 0, y: band.top, ...size, stream }
  }
  const still = graph.chain([whole], ...picture)
  const laid =
    transform === undefined
      ? { x: 0, y: band.top, ...size, stream: graph.chain([still], ...held) }
      : transformed(
          graph,
          plan,
          still,
          size,
          { transform: inBand(transform, band.top), radius: 0, firstFrame: firstOwnFrame(clip), colors },
          held,
        )
  const faded = fadedAlong(graph, plan, laid, clip, alpha)
  return { ...laid, stream: graph.chain([faded], ...timed) }
}

const inBand = (transform: Transform, top: number): Transform => ({
  ...transform,
  anchorY: transform.anchorY - top,
})

function partPicture(
  graph: Graph,
  clip: TextPicture,
  plan: RenderPlan,
  files: TextFiles,
  band: { readonly top: number; readonly height: number },
  { color, look, dx, dy }: Part,
): Stream {
  const still = (rgb: string, pixelFormat: string) => [
    filter('color', { color: rgb, size: `${plan.width}x${band.height}`, rate: rateText(plan) }),
    filter('trim', { end_frame: 1 }),
    filter('format', { pix_fmts: pixelFormat }),
  ]
  const lines = clip.lines.flatMap((_, line) => drawLine(clip, files, line, band.top, look, { dx, dy }))
  const mask = graph.chain([], ...still('black', 'gbrp'), ...lines, filter('extractplanes', { planes: 'g' }))
  const area = graph.chain([], ...still(`0x${color.slice(0, 6)}`, 'gbrap'))
  const alpha = Number.parseInt(color.slice(6, 8), 16) / 255
  return graph.chain(
    [area, mask],
    filter('alphamerge'),
    ...(alpha === 1 ? [] : [filter('lutrgb', { a: `val*${alpha.toFixed(6)}` })]),
  )
}

interface Part {
  readonly color: string
  readonly look: Readonly<Record<string, string | number>>
  readonly dx: number
  readonly dy: number
}

function partsOf({ box, shadow, stroke, color }: TextPicture): Part[] {
  const here = { dx: 0, dy: 0 }
  return [
    ...(box === null
      ? []
      : [{ color: box.color, look: { box: 1, boxcolor: 'white', boxborderw: box.padding }, ...here }]),
    ...(shadow === null ? [] : [{ color: shadow.color, look: {}, dx: shadow.x, dy: shadow.y }]),
    ...(stroke === null
      ? []
      : [{ color: stroke.color, look: { borderw: stroke.width, bordercolor: 'white' }, ...here }]),
    { color, look: {}, ...here },
  ]
}

/** The rows of the canvas that the text can touch. */
function bandOf(
  { lines, size, font, y, box, stroke, shadow, lineHeight = usualLineHeight }: TextPicture,
  plan: RenderPlan,
) {
  const reach =
    (lines.length * lineHeight * size) / 2 +
    overhangOf(font, overhang) * size +
    Math.max(box?.padding ?? 0, stroke?.width ?? 0, Math.abs(shadow?.y ?? 0))
  const top = Math.max(0, 2 * Math.floor((y - reach) / 2))
  const bottom = Math.min(plan.height, 2 * Math.ceil((y + reach) / 2))
  return { top, height: bottom - top }
}

function drawLine(
  { lines, size, align, x, y, lineHeight = usualLineHeight }: TextPicture,
  { fontPath, linePaths }: TextFiles,
  line: number,
  top: number,
  look: Part['look'],
  { dx, dy }: { dx: number; dy: number },
): Filter[] {
  const textPath = linePaths[line] ?? null
  if (textPath === null) return []
  const middle = y + (line - (lines.length - 1) / 2) * lineHeight * size
  const baseline = Math.round(middle + baselineBelowMiddle * size) + dy - top
  const left = { left: '', center: '-text_w/2', right: '-text_w' }[align]
  return [
    filter('drawtext', {
      fontfile: fontPath,
      textfile: textPath,
      // A caption is what it says: no %{…} is looked into.
      expansion: 'none',
      fontsize: size,
      fontcolor: 'white',
      x: `${x + dx}${left}`,
      // Of a line's own highest letter: letters of all lines then stand on their baseline.
      y: `${baseline}-max_glyph_a`,
      ...look,
    }),
  ]
}

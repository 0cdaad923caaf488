import type { Outline, Shape, ShapeClip } from '@framewright/schemas'
import { plannedColor } from '../picture/colors.ts'
import { mostOf } from '../picture/curve.ts'
import { isOpaque, type Drawing, type DrawnBox, type DrawnOutline } from '../picture/drawing.ts'
import { resolveEffects } from '../picture/effects.ts'
import { framesOf } from './exact-time.ts'
import { isOutOfSight } from './placement.ts'
import { refuse, warn, type Findings } from './problems.ts'
import type { ClipContext } from './resolve-clips.ts'
import { resolveGradient } from './resolve-gradients.ts'
import { resolveMask } from './resolve-mask.ts'
import { blendOf } from './resolve-blend.ts'
import { longestSide } from './resolve-pictures.ts'
import { isTransformed, leastScale, motionOf, opacityOf, startOf, transformOf } from './resolve-transform.ts'
import type { Placement, ShapePicture } from '../resolved-timeline.ts'
import type { Timing } from './resolve-timing.ts'

/**
 * A shape and the picture it is drawn in, in the largest size that it comes to: the picture lies on even pixels of the
 * canvas, as all do, the shape within it exactly where it belongs.
 */
export function placeShape(
  clip: ShapeClip,
  timing: Timing,
  pointer: string,
  context: ClipContext,
): ShapePicture | null {
  const { canvas, rate, findings } = context
  const motion = motionOf(clip, timing, pointer, context)
  const made = Math.max(leastScale, mostOf(motion.scale))
  const shape = sized(clip.shape, made)
  const reach = (shape.stroke?.width ?? 0) / 2
  const left = startOf(motion.x) - shape.width / 2
  const top = startOf(motion.y) - shape.height / 2
  const placement = pictureRound(
    { x: left - reach, y: top - reach },
    { x: left + shape.width + reach, y: top + shape.height + reach },
  )
  const { width, height, x, y } = placement
  if (Math.max(width, height) > longestSide) {
    refuse(
      findings,
      'PICTURE_TOO_LARGE',
      `${pointer}/shape`,
      `the shape is ${width}x${height} pixels large with its stroke`,
      `Make it smaller: ${longestSide} pixels a side at most.`,
    )
    return null
  }
  const isMoved = isTransformed(motion)
  if (!isMoved && isOutOfSight(placement, canvas))
    warn(findings, 'CLIP_OUT_OF_SIGHT', pointer, 'the clip lies outside of the canvas')
  const box = { x: left - x, y: top - y, width: shape.width, height: shape.height }
  const drawing: Drawing = {
    width,
    height,
    outline: outlineIn(shape, box),
    ...paintOf(shape, box, `${pointer}/shape`, findings),
  }
  const frameCount = timing.endFrame - timing.startFrame
  const effects = resolveEffects(clip.effects, pointer, context, frameCount)
  return {
    kind: 'shape',
    ...timing,
    ...opacityOf(motion),
    ...(isMoved
      ? { transform: transformOf(motion, made, box.x + box.width / 2, box.y + box.height / 2) }
      : {}),
    ...blendOf(clip),
    fadeInFrames: framesOf(clip.fadeIn ?? 0, rate),
    fadeOutFrames: framesOf(clip.fadeOut ?? 0, rate),
    drawing,
    placement,
    hasAlpha: !fillsPicture(drawing),
    colorMatrix: 'bt709',
    ...(effects.length > 0 ? { effects } : {}),
    ...resolveMask(clip.mask, placement, pointer, context, frameCount, box),
  }
}

/** With all of its lengths so many times as large. */
function sized(shape: Shape, scale: number): Shape {
  const { stroke } = shape
  const size = { width: shape.width * scale, height: shape.height * scale }
  const drawn = stroke === undefined ? {} : { stroke: { ...stroke, width: (stroke.width ?? 2) * scale } }
  return shape.type === 'rectangle'
    ? { ...shape, ...size, ...drawn, radius: (shape.radius ?? 0) * scale }
    : { ...shape, ...size, ...drawn }
}

function pictureRound(from: { x: number; y: number }, to: { x: number; y: number }): Placement {
  const x = 2 * Math.floor(from.x / 2)
  const y = 2 * Math.floor(from.y / 2)
  const width = 2 * Math.ceil(to.x / 2) - x
  const height = 2 * Math.ceil(to.y / 2) - y
  return { scaledWidth: width, scaledHeight: height, cropX: 0, cropY: 0, width, height, x, y }
}

export function outlineIn(shape: Shape | Outline, box: DrawnBox): DrawnOutline {
  switch (shape.type) {
    case 'rectangle':
      return { kind: 'rectangle', ...box, radius: Math.min(shape.radius ?? 0, box.width / 2, box.height / 2) }
    case 'ellipse':
      return { kind: 'ellipse', ...box }
    case 'polygon':
    case 'line':
      return {
        kind: shape.type,
        points: shape.points.map(({ x, y }) => ({ x: box.x + x * box.width, y: box.y + y * box.height })),
      }
  }
}

function paintOf(
  shape: Shape,
  box: DrawnBox,
  pointer: string,
  findings: Findings,
): Pick<Drawing, 'fill' | 'stroke'> {
  const { stroke } = shape
  const drawnStroke =
    stroke === undefined ? null : { color: plannedColor(stroke.color), width: stroke.width ?? 2 }
  if (shape.type === 'line') return { fill: null, stroke: drawnStroke }
  const { fill = '#ffffff' } = shape
  if (fill === 'none' && stroke === undefined) {
    refuse(
      findings,
      'SHAPE_INVISIBLE',
      `${pointer}/fill`,
      'the shape has neither a fill nor a stroke',
      'Give it one of them.',
    )
  }
  if (fill === 'none') return { fill: null, stroke: drawnStroke }
  if (typeof fill === 'string') return { fill: plannedColor(fill), stroke: drawnStroke }
  return { fill: resolveGradient(fill, box, `${pointer}/fill`, findings), stroke: drawnStroke }
}

/** Whether nothing can be seen through any of its pixels. */
function fillsPicture({ outline, fill, stroke, width, height }: Drawing): boolean {
  if (outline.kind !== 'rectangle' || outline.radius > 0 || fill === null || stroke !== null) return false
  const isWhole = outline.x === 0 && outline.y === 0 && outline.width === width && outline.height === height
  return isWhole && isOpaque(fill)
}

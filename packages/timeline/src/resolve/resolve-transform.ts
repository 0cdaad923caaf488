import type {
  Animated,
  CompositionClip,
  ImageClip,
  ShapeClip,
  TextClip,
  VideoClip,
} from '@framewright/schemas'
import { curveThrough, keysOf, mostOf, valuesOf, type Varying } from '../picture/curve.ts'
import type { Size } from './placement.ts'
import type { ClipContext } from './resolve-clips.ts'
import type { Timing } from './resolve-timing.ts'
import { frameLocal, type Reach } from '../reach.ts'

/** Each frame of it is made of that frame of its clip, and of its number. */
export const transformReach: Reach = frameLocal

/** How a picture lies on the canvas, where that takes more than whole pixels. Lengths are pixels of the canvas. */
export interface Transform {
  /** Where its anchor stands. */
  readonly x: Varying
  readonly y: Varying
  /** Against the size in which it is placed. */
  readonly scale: Varying
  /** Degrees, clockwise. */
  readonly rotation: Varying
  /** The anchor, from the upper left corner of the placed picture. */
  readonly anchorX: number
  readonly anchorY: number
}

/** As far as this beside its curve, in pixels, a point is not seen to be. */
const mostPixelsOff = 1 / 64
const mostOpacityOff = 1 / 1024
/** What a static scale is at least, and what is made for one that grows from nothing. */
export const leastScale = 0.01
/** A picture that grows is made no larger than so many canvases. */
const mostCanvases = 2

type Moving = Pick<
  VideoClip | ImageClip | ShapeClip | TextClip | CompositionClip,
  'position' | 'scale' | 'rotation' | 'opacity'
>
export interface Motion {
  readonly x: Varying
  readonly y: Varying
  readonly scale: Varying
  readonly rotation: Varying
  readonly opacity: Varying
}

/** What a clip says of its place, its size and its opacity, on each of its frames. */
export function motionOf(
  { position, scale = 1, rotation = 0, opacity = 1 }: Moving,
  timing: Timing,
  pointer: string,
  { canvas, rate, findings }: ClipContext,
): Motion {
  const frameCount = timing.endFrame - timing.startFrame
  const { x = 0.5, y = 0.5 } = position ?? {}
  const diagonal = Math.sqrt(canvas.width * canvas.width + canvas.height * canvas.height)
  const varying = (value: Animated, key: string, tolerance: number, made = (one: number) => one): Varying => {
    if (typeof value === 'number') return made(value)
    const values = valuesOf(keysOf(value, `${pointer}/${key}`, rate, findings), frameCount)
    return curveThrough(values.map(made), tolerance)
  }
  return {
    x: varying(x, 'position/x', mostPixelsOff, (part) => part * canvas.width),
    y: varying(y, 'position/y', mostPixelsOff, (part) => part * canvas.height),
    // An easing may go beyond its ends.
    scale: varying(scale, 'scale', mostPixelsOff / diagonal, (one) => Math.max(0, one)),
    rotation: varying(rotation, 'rotation', (mostPixelsOff / diagonal) * 57, (degrees) => degrees),
    opacity: varying(opacity, 'opacity', mostOpacityOff, (one) => Math.min(1, Math.max(0, one))),
  }
}

/** Whether the scaler and whole pixels are not enough for it. */
export const isTransformed = ({ x, y, scale, rotation }: Motion): boolean =>
  [x, y, scale].some((one) => typeof one !== 'number') ||
  scale === 0 ||
  typeof rotation !== 'number' ||
  rotation % 360 !== 0

/** The scale in which a picture is made that comes to be so large, and is so large as its source, at a scale of 1. */
export function madeScale({ scale }: Motion, atOne: Size, source: Size, canvas: Size): number {
  const useful = (side: 'width' | 'height') =>
    Math.min(Math.max(source[side], canvas[side]), mostCanvases * canvas[side]) / atOne[side]
  return Math.max(
    leastScale,
    Math.min(mostOf(scale), Math.max(1, useful('width')), Math.max(1, useful('height'))),
  )
}

export function transformOf(
  { x, y, scale, rotation }: Motion,
  made: number,
  anchorX: number,
  anchorY: number,
): Transform {
  const relative =
    typeof scale === 'number'
      ? scale / made
      : scale.map(([frame, value]) => [frame, Number((value / made).toFixed(9))] as const)
  return { x, y, scale: relative, rotation, anchorX, anchorY }
}

/** What the plan says of an opacity. */
export const opacityOf = ({
  opacity,
}: Motion): { readonly opacity: number; readonly opacityCurve?: Exclude<Varying, number> } =>
  typeof opacity === 'number' ? { opacity } : { opacity: 1, opacityCurve: opacity }

export const startOf = (varying: Varying): number =>
  typeof varying === 'number' ? varying : (varying[0]?.[1] ?? 0)

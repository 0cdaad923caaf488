import type { TextClip } from '@framewright/schemas'
import { plannedColor } from '../picture/colors.ts'
import { framesOf } from '../resolve/exact-time.ts'
import { otherFontsOf, type TextFonts } from './text-fonts.ts'
import type { Size } from '../resolve/placement.ts'
import { blendOf } from '../resolve/resolve-blend.ts'
import type { ClipContext } from '../resolve/resolve-clips.ts'
import { defaultLineHeight, defaultSize } from '../resolve/resolve-text.ts'
import type { Timing } from '../resolve/resolve-timing.ts'
import { isTransformed, motionOf, opacityOf, transformOf, type Motion } from '../resolve/resolve-transform.ts'
import type { TextPicture } from '../resolved-timeline.ts'

type Looking = Omit<TextClip, 'type' | 'text' | 'id' | 'start' | 'duration' | 'transition'>
type Look = Omit<TextPicture, 'kind' | keyof Timing | 'lines' | 'script'>
type VerticalAlign = NonNullable<TextClip['verticalAlign']>

/** How the letters of a clip look and where they stand, with everything said that was left to its default. */
export function textLook(
  clip: Looking,
  fonts: TextFonts,
  verticalAlign: VerticalAlign,
  timing: Timing,
  pointer: string,
  context: ClipContext,
): Look {
  const { canvas, rate } = context
  const { lineHeight = defaultLineHeight, align = 'center', box, stroke, shadow } = clip
  const motion = motionOf(clip, timing, pointer, context)
  const at = drawnAt(motion, align, verticalAlign, canvas)
  return {
    ...opacityOf(motion),
    ...(isTransformed(motion) || motion.scale !== 1 ? { transform: transformOf(motion, 1, at.x, at.y) } : {}),
    ...blendOf(clip),
    fadeInFrames: framesOf(clip.fadeIn ?? 0, rate),
    fadeOutFrames: framesOf(clip.fadeOut ?? 0, rate),
    font: fonts.chosen.font,
    ...otherFontsOf(fonts),
    size: clip.size ?? defaultSize,
    color: plannedColor(clip.color ?? '#ffffff'),
    align,
    ...at,
    ...(lineHeight === defaultLineHeight ? {} : { lineHeight }),
    box: box === undefined ? null : { color: plannedColor(box.color), padding: box.padding ?? 8 },
    stroke: stroke === undefined ? null : { color: plannedColor(stroke.color), width: stroke.width ?? 2 },
    shadow:
      shadow === undefined ? null : { color: plannedColor(shadow.color), x: shadow.x ?? 2, y: shadow.y ?? 2 },
  }
}

/** A text that moves is drawn where all of it is on the canvas, as it may be there when it comes to its place. */
function drawnAt(
  { x, y }: Motion,
  align: TextPicture['align'],
  verticalAlign: VerticalAlign,
  canvas: Size,
): { x: number; y: number } {
  const across = { left: 0, center: 0.5, right: 1 }[align]
  const down = { top: 0, middle: 0.5, bottom: 1 }[verticalAlign]
  return {
    x: Math.round(typeof x === 'number' ? x : canvas.width * across),
    y: Math.round(typeof y === 'number' ? y : canvas.height * down),
  }
}

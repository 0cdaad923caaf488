import type {
  AssetFacts,
  CompositionClip,
  ImageClip,
  Rational,
  TextClip,
  VideoClip,
} from '@framewright/schemas'
import { framesOf } from './exact-time.ts'
import { scriptOf } from './resolve-animation.ts'
import { blendOf } from './resolve-blend.ts'
import { drawnSizeFor } from './drawn-size.ts'
import { checkHdrClip } from './resolve-hdr.ts'
import { resolveEffects } from '../picture/effects.ts'
import { mostOf } from '../picture/curve.ts'
import { containedIn, isOutOfSight, placePicture, type Size } from './placement.ts'
import { borderRadiusOf } from '../picture/round-corners.ts'
import { kenBurnsOf } from '../picture/ken-burns.ts'
import { resolveMask } from './resolve-mask.ts'
import { refuse, warn } from './problems.ts'
import { defaultLineHeight, defaultSize, linesOf } from './resolve-text.ts'
import { isShaped, textFonts, warnOfOthers } from '../text/text-fonts.ts'
import type { ClipContext } from './resolve-clips.ts'
import { loopOf } from './resolve-loop.ts'
import { pictureMotion, slowestOf } from './resolve-motion.ts'
import type {
  ColorMatrix,
  CompositionPicture,
  ImagePicture,
  Placement,
  TextPicture,
  VideoPicture,
  WideColors,
} from '../resolved-timeline.ts'
import { chosenFont } from '../text/font-choice.ts'
import { textLook } from '../text/text-look.ts'
import type { Timing } from './resolve-timing.ts'
import { readSource } from './read-source.ts'
import { colorMatrixOf, wideColorsOf } from './source-colors.ts'
import { isTransformed, madeScale, motionOf, opacityOf, startOf, transformOf } from './resolve-transform.ts'
import { checkStabilized } from '../picture/stabilize.ts'
import { isVector } from './source-facts.ts'
import { croppedSize } from './source-crop.ts'
import { cropWindowOf, resolveCrop, smallestOf } from '../picture/moving-crop.ts'

/** A side of a picture at most, on its way to the canvas. */
export const longestSide = 8192
/** Enlarging by less than this is not seen. */
const visibleEnlargement = 1.1

const center = { x: 0.5, y: 0.5 }

export function placeMedia(
  clip: VideoClip | ImageClip,
  facts: AssetFacts,
  timing: Timing,
  pointer: string,
  context: ClipContext,
): VideoPicture | ImagePicture | null {
  const { video } = facts.media
  if (video === null) return null
  const colors = { colorMatrix: colorMatrixOf(facts), wideColors: wideColorsOf(facts) }
  const placed = placeSource(
    clip,
    { ...video, ...colors, isVector: isVector(facts) },
    timing,
    pointer,
    context,
  )
  if (placed === null) return null
  const shown = { ...placed, sha256: facts.sha256 }
  if (clip.type === 'image') {
    const { sourceCrop = null, cropWindow, placement } = shown
    const drawn =
      cropWindow === undefined
        ? placement
        : { scaledWidth: cropWindow.width, scaledHeight: cropWindow.height }
    return { kind: 'image', ...shown, ...(isVector(facts) ? drawnSizeFor(drawn, sourceCrop) : {}) }
  }
  return {
    ...{ kind: 'video', ...shown, ...readSource(clip, facts, 'video') },
    ...deinterlacing(clip, facts, context.rate),
    ...loopOf(clip, facts),
    ...pictureMotion(clip, timing.endFrame - timing.startFrame, context.rate),
  }
}

/** What has a picture. */
interface SourcePicture extends Size {
  readonly hasAlpha: boolean
  readonly colorMatrix: ColorMatrix
  readonly wideColors: WideColors | null
  /** Sharp in any size. */
  readonly isVector: boolean
}

/** A picture where a clip puts it; null where that cannot be, which is reported. */
export function placeSource(
  clip: VideoClip | ImageClip | CompositionClip,
  from: SourcePicture,
  timing: Timing,
  pointer: string,
  context: ClipContext,
): Omit<CompositionPicture, 'kind' | 'firstFrame' | 'composition'> | null {
  const { canvas, rate, findings } = context
  const frameCount = timing.endFrame - timing.startFrame
  const { sourceCrop, path } = resolveCrop(clip.crop, pointer, frameCount, rate, findings)
  const source = croppedSize(from, path === null ? sourceCrop : smallestOf(path))
  const motion = motionOf(clip, timing, pointer, context)
  const { anchor = center } = clip
  const { x, y } = clip.position ?? center
  const isMade = isTransformed(motion)
  const place = (scale: number, of: Size = source) =>
    placePicture(of, canvas, {
      fit: clip.fit ?? 'contain',
      scale,
      position: {
        x: typeof x === 'number' ? x : startOf(motion.x) / canvas.width,
        y: typeof y === 'number' ? y : startOf(motion.y) / canvas.height,
      },
      anchor,
    })
  const largest = place(mostOf(motion.scale))
  const made = isMade ? madeScale(motion, place(1), source, canvas) : mostOf(motion.scale)
  const placement = place(made)
  if (Math.max(placement.scaledWidth, placement.scaledHeight) > longestSide) {
    refuse(
      findings,
      'PICTURE_TOO_LARGE',
      `${pointer}/scale`,
      `the picture would be made ${placement.scaledWidth}x${placement.scaledHeight} pixels`,
      `Use a smaller scale: ${longestSide} pixels a side at most.`,
    )
    return null
  }
  if (!from.isVector) noteSize(largest, source, pointer, findings)
  if (!isMade && isOutOfSight(placement, canvas)) {
    warn(findings, 'CLIP_OUT_OF_SIGHT', pointer, 'the clip lies outside of the canvas')
  }
  if (canvas.hdr !== undefined && from.wideColors !== null)
    checkHdrClip(clip, isMade || path !== null, pointer, findings)
  if (clip.type === 'video') checkStabilized(clip, pointer, findings)
  const effects = resolveEffects(clip.effects, pointer, context, frameCount)
  const contained = clip.fit === 'blur' ? containedIn(source, placement) : null
  const kenBurns = kenBurnsOf(clip, placement, source, frameCount, pointer, findings)
  const { fit = 'contain', flip } = clip
  const hasKenBurns = kenBurns !== null
  const cropped = { source: from, fit, flip, hasKenBurns, placement, place: (of: Size) => place(made, of) }
  const cropWindow = path === null ? null : cropWindowOf({ path, ...cropped }, pointer, findings)
  const { wideColors } = from
  return {
    ...timing,
    ...opacityOf(motion),
    ...(isMade
      ? { transform: transformOf(motion, made, anchor.x * placement.width, anchor.y * placement.height) }
      : {}),
    ...blendOf(clip),
    fadeInFrames: framesOf(clip.fadeIn ?? 0, rate),
    fadeOutFrames: framesOf(clip.fadeOut ?? 0, rate),
    placement,
    hasAlpha: from.hasAlpha,
    colorMatrix: from.colorMatrix,
    ...(sourceCrop === null ? {} : { sourceCrop }),
    ...(clip.flip === undefined ? {} : { flip: clip.flip }),
    ...(contained === null ? {} : { contained }),
    ...(wideColors === null ? {} : { wideColors }),
    ...(kenBurns === null ? {} : { kenBurns }),
    ...(cropWindow === null ? {} : { cropWindow }),
    ...borderRadiusOf(clip.borderRadius, pointer, frameCount, rate, findings),
    ...(effects.length > 0 ? { effects } : {}),
    ...resolveMask(clip.mask, placement, pointer, context, frameCount),
  }
}

/** Where the canvas takes more frames than the source has, both moments of a frame are pictures of their own. */
function deinterlacing(
  clip: VideoClip,
  { media: { video } }: AssetFacts,
  rate: Rational,
): Pick<VideoPicture, 'deinterlace'> {
  if (!video?.isInterlaced) return {}
  const isFiner = rate.num * video.frameRate.den > video.frameRate.num * rate.den * slowestOf(clip, rate)
  return { deinterlace: isFiner ? 'field' : 'frame' }
}

function noteSize(
  placement: Placement,
  source: { readonly width: number; readonly height: number },
  pointer: string,
  findings: ClipContext['findings'],
): void {
  const enlarged = Math.max(placement.scaledWidth / source.width, placement.scaledHeight / source.height)
  if (enlarged < visibleEnlargement) return
  warn(
    findings,
    'SOURCE_UPSCALED',
    pointer,
    `the picture of ${Math.round(source.width)}x${Math.round(source.height)} is shown at ${placement.scaledWidth}x${placement.scaledHeight}, and will look soft`,
  )
}

export function placeText(
  clip: TextClip,
  timing: Timing,
  pointer: string,
  context: ClipContext,
): TextPicture | null {
  const chosen = chosenFont(clip, pointer, context)
  if (chosen === null) return null
  const fonts = textFonts([clip.text], chosen, clip)
  warnOfOthers(fonts, `${pointer}/text`, context.findings)
  const lines = linesOf(clip, fonts, context.canvas.width, `${pointer}/text`, context.findings)
  if (lines === null) return null
  const { size = defaultSize, lineHeight = defaultLineHeight, verticalAlign = 'middle' } = clip
  const middleBelow = { top: 0.5, middle: 0, bottom: -0.5 }[verticalAlign] * lines.length * lineHeight * size
  const look = textLook(clip, fonts, verticalAlign, timing, pointer, context)
  const script = scriptOf(clip, lines, isShaped(fonts), timing, pointer, context)
  if (script !== null) return { kind: 'text', ...timing, ...look, lines: [], script }
  return { kind: 'text', ...timing, ...look, lines, y: look.y + middleBelow }
}

import type { AssetFacts, BlendMode, ImageClip, Rational, TextClip, VideoClip } from '@framewright/schemas'
import { framesOf } from './exact-time.ts'
import { resolveEffects } from './effects.ts'
import { fontOf } from './fonts.ts'
import { containedIn, isOutOfSight, placePicture } from './placement.ts'
import { refuse, warn } from './problems.ts'
import { defaultLineHeight, defaultSize, linesOf } from './resolve-text.ts'
import type { ClipContext } from './resolve-clips.ts'
import { pictureMotion, speedOf } from './resolve-motion.ts'
import type { ImagePicture, Placement, TextPicture, VideoPicture } from './resolved-timeline.ts'
import type { Timing } from './resolve-timing.ts'
import { readSource } from './read-source.ts'
import { colorMatrixOf, wideColorsOf } from './source-colors.ts'
import { croppedSize, sourceCropOf } from './source-crop.ts'

/** A side of a picture at most, on its way to the canvas. */
const longestSide = 8192
/** Enlarging by less than this is not seen. */
const visibleEnlargement = 1.1

const center = { x: 0.5, y: 0.5 }

export function placeMedia(
  clip: VideoClip | ImageClip,
  facts: AssetFacts,
  timing: Timing,
  pointer: string,
  { canvas, rate, findings }: ClipContext,
): VideoPicture | ImagePicture | null {
  const { video } = facts.media
  if (video === null) return null
  const sourceCrop = sourceCropOf(clip.crop, pointer, findings)
  const source = croppedSize(video, sourceCrop)
  const placement = placePicture(source, canvas, {
    fit: clip.fit ?? 'contain',
    scale: clip.scale ?? 1,
    position: clip.position ?? center,
  })
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
  noteSize(placement, source, pointer, findings)
  if (isOutOfSight(placement, canvas)) {
    warn(findings, 'CLIP_OUT_OF_SIGHT', pointer, 'the clip lies outside of the canvas')
  }
  const effects = resolveEffects(clip.effects, pointer, findings)
  const contained = clip.fit === 'blur' ? containedIn(source, placement) : null
  const wideColors = wideColorsOf(facts)
  const shown = {
    ...timing,
    opacity: clip.opacity ?? 1,
    ...blendOf(clip),
    fadeInFrames: framesOf(clip.fadeIn ?? 0, rate),
    fadeOutFrames: framesOf(clip.fadeOut ?? 0, rate),
    sha256: facts.sha256,
    placement,
    hasAlpha: video.hasAlpha,
    colorMatrix: colorMatrixOf(facts),
    ...(sourceCrop === null ? {} : { sourceCrop }),
    ...(clip.flip === undefined ? {} : { flip: clip.flip }),
    ...(contained === null ? {} : { contained }),
    ...(wideColors === null ? {} : { wideColors }),
    ...(effects.length > 0 ? { effects } : {}),
  }
  if (clip.type === 'image') return { kind: 'image', ...shown }
  return {
    ...{ kind: 'video', ...shown, ...readSource(clip, facts, 'video') },
    ...deinterlacing(clip, facts, rate),
    ...pictureMotion(clip),
  }
}

/** Where the canvas takes more frames than the source has, both moments of a frame are pictures of their own. */
function deinterlacing(
  clip: VideoClip,
  { media: { video } }: AssetFacts,
  rate: Rational,
): Pick<VideoPicture, 'deinterlace'> {
  if (!video?.isInterlaced) return {}
  const isFiner = rate.num * video.frameRate.den > video.frameRate.num * rate.den * speedOf(clip)
  return { deinterlace: isFiner ? 'field' : 'frame' }
}

const blendOf = ({ blend = 'normal' }: VideoClip | ImageClip | TextClip): { readonly blend?: BlendMode } =>
  blend === 'normal' ? {} : { blend }

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
  { canvas, rate, findings }: ClipContext,
): TextPicture | null {
  const lines = linesOf(clip, canvas.width, `${pointer}/text`, findings)
  if (lines === null) return null
  const position = clip.position ?? center
  const { size = defaultSize, lineHeight = defaultLineHeight, verticalAlign = 'middle' } = clip
  const middleBelow = { top: 0.5, middle: 0, bottom: -0.5 }[verticalAlign] * lines.length * lineHeight * size
  return {
    kind: 'text',
    ...timing,
    opacity: clip.opacity ?? 1,
    ...blendOf(clip),
    fadeInFrames: framesOf(clip.fadeIn ?? 0, rate),
    fadeOutFrames: framesOf(clip.fadeOut ?? 0, rate),
    lines,
    font: fontOf(clip.font ?? 'sans', clip.weight ?? 'normal'),
    size,
    color: colorOf(clip.color ?? '#ffffff'),
    align: clip.align ?? 'center',
    x: Math.round(canvas.width * position.x),
    y: Math.round(canvas.height * position.y) + middleBelow,
    ...(lineHeight === defaultLineHeight ? {} : { lineHeight }),
    box: clip.box === undefined ? null : { color: colorOf(clip.box.color), padding: clip.box.padding ?? 8 },
    stroke:
      clip.stroke === undefined ? null : { color: colorOf(clip.stroke.color), width: clip.stroke.width ?? 2 },
    shadow:
      clip.shadow === undefined
        ? null
        : { color: colorOf(clip.shadow.color), x: clip.shadow.x ?? 2, y: clip.shadow.y ?? 2 },
  }
}

/** `rrggbbaa`, opaque where nothing is said. */
const colorOf = (color: string): string => color.slice(1).toLowerCase().padEnd(8, 'f')

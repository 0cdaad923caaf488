import type { AssetFacts, DrawnMask, Edit, Mask, SourceMask } from '@framewright/schemas'
import type { DrawnBox, DrawnOutline } from '../picture/drawing.ts'
import { steppedMask, type PlannedMask } from '../picture/mask.ts'
import { drawnSizeFor } from './drawn-size.ts'
import { maskSteps, type StillMask } from './keyed-mask.ts'
import { placePicture, type Size } from './placement.ts'
import { refuse } from './problems.ts'
import { useAsset, type Assets } from './resolve-assets.ts'
import type { ClipContext } from './resolve-clips.ts'
import { maskVideo } from './resolve-mask-video.ts'
import { wipeImagesOf } from './resolve-luma-wipe.ts'
import { outlineIn } from './resolve-shapes.ts'
import type { Source } from '../resolved-timeline.ts'
import { colorMatrixOf } from './source-colors.ts'
import { alphaDecoderOf, demuxerOf, isVector } from './source-facts.ts'
import { clipsOf } from './tracks-of.ts'

const longestSide = 8192
const center = { x: 0.5, y: 0.5 }
/** Of a soft edge, how much is one standard deviation: two of them to either side are all that is seen of it. */
const sigmaOfFeather = 0.25

/**
 * The mask of a picture, as far as there is one.
 *
 * @param size  of the picture where it is placed
 * @param box   what the fractions of a mask are of; all of it, where nothing is said
 */
export function resolveMask(
  mask: Mask | undefined,
  { width, height }: Size,
  pointer: string,
  context: Pick<ClipContext, 'assets' | 'findings' | 'sequences' | 'rate'>,
  frameCount: number,
  box: DrawnBox = { x: 0, y: 0, width, height },
): { readonly mask?: PlannedMask } {
  if (mask === undefined) return {}
  const size = { width, height }
  const softness = (feather: number): { readonly sigma?: number } => {
    const sigma = feather * Math.min(box.width, box.height) * sigmaOfFeather
    return sigma > 0 ? { sigma } : {}
  }
  const level =
    mask.type === 'alpha' || mask.type === 'luma'
      ? sourceLevels(mask, size, `${pointer}/mask`, frameCount, context)
      : drawnLevels(mask, size, box, softness, frameCount, `${pointer}/mask`, context)
  if (level === null) return {}
  const soft = mask.type === 'alpha' || mask.type === 'luma' ? softness(mask.feather ?? 0) : {}
  return { mask: { ...level, ...soft, ...(mask.invert ? { isInverted: true } : {}) } }
}

/** Drawn once, or in steps where it changes; null where that cannot be, which is reported. */
function drawnLevels(
  mask: DrawnMask,
  size: Size,
  box: DrawnBox,
  softness: (feather: number) => { readonly sigma?: number },
  frameCount: number,
  pointer: string,
  context: Pick<ClipContext, 'findings' | 'rate'>,
) {
  const steps = maskSteps(mask, pointer, frameCount, context)
  if (steps === null) return null
  return steppedMask(
    size,
    steps.map((step) => ({
      ...{ frameCount: step.frameCount, outline: outlineOf(step.mask, box) },
      ...softness(step.mask.feather),
    })),
  )
}

function outlineOf(mask: StillMask, box: DrawnBox): DrawnOutline {
  if (mask.type === 'polygon') return outlineIn({ ...mask, width: box.width, height: box.height }, box)
  const area = areaIn(box, mask)
  const { width, height } = area
  if (mask.type === 'ellipse') return outlineIn({ type: mask.type, width, height }, area)
  return outlineIn({ type: mask.type, width, height, radius: mask.radius * Math.min(width, height) }, area)
}

function areaIn(
  box: DrawnBox,
  { width, height, position }: Size & { readonly position: { readonly x: number; readonly y: number } },
): DrawnBox {
  const area = { width: width * box.width, height: height * box.height }
  return {
    ...area,
    x: box.x + position.x * box.width - area.width / 2,
    y: box.y + position.y * box.height - area.height / 2,
  }
}

/** An image, or a video, in the size of what goes by it; null where it cannot be used, which is reported. */
function sourceLevels(
  mask: SourceMask,
  size: Size,
  pointer: string,
  frameCount: number,
  context: Pick<ClipContext, 'assets' | 'findings' | 'sequences' | 'rate'>,
) {
  const kind = 'sequence' in mask ? 'video' : (context.assets.get(mask.asset)?.media.kind ?? 'image')
  if (kind === 'video') {
    const read = maskVideo(mask, frameCount, pointer, context)
    const levels = read === null ? null : placedLevels(mask, read.facts, size, pointer, context.findings)
    if (read === null || levels === null) return null
    const { sequence } = read.video
    return { ...levels, ...(sequence && { colorMatrix: 'auto' as const }), video: read.video }
  }
  if (!('asset' in mask)) return null
  if (mask.in !== undefined && kind === 'image') {
    const message = 'an image has no time at which it could begin'
    refuse(context.findings, 'IN_WITHOUT_VIDEO', `${pointer}/in`, message, 'Leave it out, or use a video.')
  }
  return imageLevels(mask, size, pointer, context, 'an image or a video')
}

/** An image in the size of what goes by it; null where it cannot be used, which is reported. */
export function imageLevels(
  mask: Pick<SourceMask, 'type' | 'fit'> & { readonly asset: string },
  size: Size,
  pointer: string,
  { assets, findings }: Pick<ClipContext, 'assets' | 'findings'>,
  wanted = 'an image',
) {
  const kind = assets.get(mask.asset)?.media.kind ?? 'image'
  if (kind !== 'image') {
    const message = `the asset is of kind ${kind}, and ${wanted} is wanted here`
    refuse(findings, 'ASSET_KIND_MISMATCH', `${pointer}/asset`, message, `Use the id of ${wanted}.`)
    return null
  }
  const facts = useAsset({ type: 'image', asset: mask.asset }, pointer, assets, findings)?.facts
  return facts === undefined ? null : placedLevels(mask, facts, size, pointer, findings)
}

function placedLevels(
  mask: Pick<SourceMask, 'type' | 'fit'>,
  facts: AssetFacts,
  size: Size,
  pointer: string,
  findings: ClipContext['findings'],
) {
  const { video } = facts.media
  if (video === null) return null
  const placement = placePicture(video, size, { fit: mask.fit ?? 'fill', scale: 1, position: center })
  const { scaledWidth, scaledHeight } = placement
  if (Math.max(scaledWidth, scaledHeight) > longestSide) {
    const message = `the mask would be made ${scaledWidth}x${scaledHeight} pixels`
    refuse(
      findings,
      'PICTURE_TOO_LARGE',
      `${pointer}/fit`,
      message,
      'Use "fill", or an image of another shape.',
    )
    return null
  }
  return {
    ...{ kind: mask.type, sha256: facts.sha256, placement, size, colorMatrix: colorMatrixOf(facts) },
    ...(isVector(facts) ? drawnSizeFor(placement, null) : {}),
  }
}

type AssetMask = Extract<SourceMask, { readonly asset: string }>

/** The masks of an edit that are images or videos. */
export function imageMasksOf(edit: Edit): { readonly pointer: string; readonly mask: AssetMask }[] {
  return clipsOf(edit).flatMap(({ pointer, clip }) => {
    const mask = 'mask' in clip ? clip.mask : undefined
    return mask !== undefined && 'asset' in mask ? [{ pointer: `${pointer}/mask`, mask }] : []
  })
}

/** Their files, and those of images that transitions go by. */
export function maskSources(edit: Edit, assets: Assets): Source[] {
  const masks = imageMasksOf(edit).map(({ mask }) => mask.asset)
  return [...masks, ...wipeImagesOf(edit).map(({ asset }) => asset)].flatMap((asset) => {
    const facts = assets.get(asset)
    const demuxer = facts === undefined ? null : demuxerOf(facts)
    if (facts === undefined || demuxer === null) return []
    const { sha256, assetId, sizeBytes } = facts
    return [{ sha256, assetId, sizeBytes, demuxer, ...alphaDecoderOf(facts) }]
  })
}

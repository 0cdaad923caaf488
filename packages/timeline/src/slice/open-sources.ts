import { refuse, type Findings } from '../resolve/problems.ts'
import { seconds } from '../resolve/resolve-timing.ts'
import type { Assets } from '../resolve/resolve-assets.ts'
import type { PictureClip, ResolvedTimeline } from '../resolved-timeline.ts'
import { clipsIn, type PlannedComposition } from '../picture/nested.ts'
import { bordersOf } from './borders.ts'
import { spansBetween, type FrameSpan } from './frame-span.ts'
import { uncutReason } from './uncut.ts'

/**
 * Each clip of an asset opens a decoder of its own, which keeps some ten pictures: 32 MB for 1080p (measured, H.264). So
 * many pixels come to 4 GB: 120 clips of 1080p, or 30 of 4K.
 */
const mostPixels = 250_000_000
const mostClips = 400
/** From here on a film is rendered in slices: 9 clips of 1080p come to a gigabyte with their encoder. */
const manyPixels = 20_000_000
const manyClips = 100
/** A photo is one picture, and no more. */
const imageWeight = 0.25

interface Open {
  readonly pixels: number
  readonly clips: number
}

type Film = Pick<ResolvedTimeline, 'tracks' | 'frameCount' | 'frameRate' | 'isTransparent' | 'outputs'>

/**
 * Where a film is cut so that no part of it has much open at once; null where it need not be, or cannot. What is too much
 * all the same is refused.
 */
export function resolveSlices(film: Film, assets: Assets, findings: Findings): readonly number[] | null {
  const pixelsOf = new Map([...assets.values()].map(({ sha256, media }) => [sha256, media.video]))
  const clips = film.tracks.flatMap((track) => track.clips)
  const openIn = ({ startFrame, endFrame }: FrameSpan): Open => {
    const opened = clips
      .filter((clip) => clip.startFrame < endFrame && clip.endFrame > startFrame)
      .flatMap((clip) => openedFor(clip, pixelsOf))
    return { clips: opened.length, pixels: opened.reduce((sum, pixels) => sum + pixels, 0) }
  }
  if (film.outputs.every(({ picture }) => picture === null)) return null
  const whole = { startFrame: 0, endFrame: film.frameCount }
  if (!isMany(openIn(whole))) return null
  const uncut =
    film.outputs
      .map((output) => uncutReason(output, film.isTransparent ?? false))
      .find((reason) => reason !== null) ?? null
  const borders = uncut === null ? grouped(bordersOf(film), film.frameCount, openIn) : []
  for (const span of spansBetween(borders, film.frameCount))
    checkOpen(span, openIn(span), uncut, film, findings)
  return borders.length > 0 ? borders : null
}

const isMany = ({ pixels, clips }: Open): boolean => pixels > manyPixels || clips > manyClips

type Pixels = ReadonlyMap<string, { readonly width: number; readonly height: number } | null>

/** The files that ffmpeg opens for a clip, by their pixels; what is drawn has next to none. */
function openedFor(clip: PictureClip, pixelsOf: Pixels): number[] {
  const { transition } = clip
  const wipe = typeof transition === 'object' ? [weightOf(transition.sha256, 'image', pixelsOf)] : []
  if (clip.kind === 'text') return wipe
  const { mask } = clip
  return [
    ...wipe,
    ...(clip.kind === 'composition'
      ? nestedFor(clip.composition, pixelsOf)
      : [clip.kind === 'shape' ? 0 : weightOf(clip.sha256, clip.kind, pixelsOf)]),
    ...(mask === undefined
      ? []
      : [
          'sha256' in mask
            ? weightOf(mask.sha256, mask.video === undefined ? 'image' : 'video', pixelsOf)
            : 0,
        ]),
  ]
}

/** What can be seen through is composed twice. */
function nestedFor(composition: PlannedComposition, pixelsOf: Pixels): number[] {
  const opened = clipsIn(composition).flatMap((clip) => openedFor(clip, pixelsOf))
  return composition.isTransparent ? [...opened, ...opened] : opened
}

function weightOf(sha256: string, kind: 'video' | 'image', pixelsOf: Pixels): number {
  const { width = 0, height = 0 } = pixelsOf.get(sha256) ?? {}
  return width * height * (kind === 'image' ? imageWeight : 1)
}

/** As few of the borders as will do, from the front. */
function grouped(
  borders: readonly number[],
  frameCount: number,
  openIn: (span: FrameSpan) => Open,
): number[] {
  const taken: number[] = []
  let startFrame = 0
  let candidate: number | null = null
  for (const endFrame of [...borders, frameCount]) {
    if (candidate !== null && isMany(openIn({ startFrame, endFrame }))) {
      taken.push(candidate)
      startFrame = candidate
    }
    candidate = endFrame
  }
  return taken
}

function checkOpen(
  { startFrame, endFrame }: FrameSpan,
  { clips, pixels }: Open,
  uncut: string | null,
  { frameRate }: Film,
  findings: Findings,
): void {
  if (clips <= mostClips && pixels <= mostPixels) return
  const span = `from ${seconds(startFrame, frameRate)} to ${seconds(endFrame, frameRate)}`
  refuse(
    findings,
    'TOO_MANY_CLIPS',
    '/tracks',
    `${span} there are ${clips} clips of assets and shapes with ${Math.ceil(pixels / 1_000_000)} megapixels together` +
      (uncut === null ? '' : `, and ${uncut}`),
    `Use ${mostClips} clips and ${mostPixels / 1_000_000} megapixels at most` +
      (uncut === null ? ' at a time.' : ', or ask for that output in a render of its own.'),
  )
}

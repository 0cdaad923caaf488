/**
 * In: a plan. Out: the parts of its film that are rendered apart and joined as they are encoded, each a plan in its own time
 * that names only what it is made of; so what is inserted, moved or changed elsewhere leaves it as it was, and a chunk
 * that was rendered once need not be rendered again. The sound is one of them, whole. What only concerns the whole is in none
 * of them: names of outputs and files, metadata, soft captions, and the container. Or why the film is made in one piece.
 */
import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { canonicalJson } from '@framewright/schemas'
import { encodedPictures, isEncoded } from './outputs/encoded-pictures.ts'
import type { PlannedPicture, PlannedVideo } from './outputs/planned-output.ts'
import { encoderOf } from './outputs/stream-copy.ts'
import type { PictureClip } from './resolved-timeline.ts'
import type { RenderPlan } from './render-plan.ts'
import { bordersOf } from './slice/borders.ts'
import { spansBetween, type FrameSpan } from './slice/frame-span.ts'
import { slicePlan } from './slice/slice-plan.ts'
import { soundAlone } from './sound/sound-alone.ts'

export interface Chunk {
  /** The sound is one chunk, of the whole film. */
  readonly kind: 'sound' | 'pictures'
  /** Its frames in the film. */
  readonly span: FrameSpan
  /**
   * Each of its outputs is one file. They are named `0`, `1`, ... by their place among what all of the film is made into:
   * in `encodedPictures`, or in `soundAlone`.
   */
  readonly plan: RenderPlan
}

/** A plan that is carried through in chunks, as it is stored: with the key of each. A plain JSON value. */
export interface ChunkedPlan {
  readonly schemaVersion: 1
  readonly plan: RenderPlan
  readonly keys: readonly string[]
}

export type Chunking =
  | { readonly kind: 'chunks'; readonly chunks: readonly Chunk[] }
  | { readonly kind: 'whole'; readonly why: string }

/**
 * Shorter films are made at once: to hand a film from one to another and to join it costs about a second, while there are
 * three chunks in it at most.
 */
const shortSeconds = 15
/** Clips that are shorter share a chunk: to start an encoder for each costs more than it can save. */
const leastSeconds = 1

export function chunksOf(plan: RenderPlan): Chunking {
  const cut = cutOf(plan)
  if ('why' in cut) return { kind: 'whole', why: cut.why }
  return { kind: 'chunks', chunks: Array.from({ length: cut.count }, (_, number) => cut.chunkAt(number)) }
}

/** One of them, which takes no longer for the others. Null: the plan is not cut into so many. */
export function chunkAt(plan: RenderPlan, number: number, count: number): Chunk | null {
  const cut = cutOf(plan)
  return 'why' in cut || cut.count !== count || number >= count ? null : cut.chunkAt(number)
}

type Cut = { readonly why: string } | { readonly count: number; chunkAt(number: number): Chunk }

function cutOf(plan: RenderPlan): Cut {
  const encoded = plan.outputs.filter(isEncoded)
  if (!encoded.some(({ video }) => 'keyframeInterval' in video))
    return { why: 'it has no film to be encoded' }
  if (plan.frameCount * plan.frameRate.den < shortSeconds * plan.frameRate.num)
    return { why: `it is short: less than ${shortSeconds} s` }
  for (const { name, ...output } of encoded) {
    const why = heldTogetherBy(output)
    if (why !== null) return { why: `the output "${name}" is made in one piece: ${why}` }
  }
  const spans = spansBetween(farApart(bordersOf({ ...plan, tracks: clipsOf(plan) }), plan), plan.frameCount)
  if (spans.length === 1) return { why: 'nothing in it can be cut' }
  const outputs = encodedPictures(plan).map((output, at) => ({
    ...output,
    video: inChunks(output.video),
    name: String(at),
    fileName: String(at),
  }))
  const pictures = { ...plan, encoder: encoderOf(outputs), outputs }
  const sound = soundAlone(plan)
  const sounds: readonly Chunk[] =
    sound === null ? [] : [{ kind: 'sound', span: { startFrame: 0, endFrame: plan.frameCount }, plan: sound }]
  return {
    count: sounds.length + spans.length,
    chunkAt: (number) => {
      const span = spans[number - sounds.length]
      if (span !== undefined) return { kind: 'pictures', span, plan: slicePlan(pictures, span) }
      const whole = sounds[number]
      assert(whole !== undefined, `there is a chunk ${number}`)
      return whole
    },
  }
}

/**
 * One setting for all chunks, and those of the film in one piece, but for what a film that goes on needs of x264. Of the buffer a
 * chunk has a half: it begins with a full one, whatever the one before it has left, so that of two that meet each has its share.
 */
function inChunks(video: PlannedVideo): PlannedVideo {
  if (!('crf' in video) || video.encoder !== 'libx264' || video.crf === null) return video
  const { rate } = video
  return {
    ...video,
    ...(rate === undefined ? {} : { rate: { ...rate, bufferKbits: Math.round(rate.bufferKbits / 2) } }),
    goesOn: true,
  }
}

/** Where a chunk lies in the cache: by all that decides its bytes, and nothing else. */
export const chunkKey = ({ plan }: Pick<Chunk, 'plan'>, ffmpegBuild: string): string =>
  createHash('sha256').update(canonicalJson({ plan, ffmpegBuild })).digest('hex')

/** Why an output cannot be encoded in parts that are joined afterwards; null where it can. */
function heldTogetherBy({ video, container, expected }: Omit<PlannedPicture, 'name'>): string | null {
  if (video.codec === 'gif') return 'all frames of a GIF share their colours'
  if ('tileCount' in video) return 'the pictures of its sheets are from all over the film'
  if ('passes' in video) return 'two passes share out its rate over all of it'
  if ('rate' in video && video.crf === null) return 'its rate is shared out over all of it'
  if (expected.largestBytes !== undefined) return 'its rate goes by the size of all of it'
  if (container === 'webm' && expected.hasAlpha === true) return 'WebM keeps alpha beside its picture'
  return null
}

/** Counted from the last one that was kept: after the next long clip they are where they would be without the short ones. */
function farApart(borders: readonly number[], { frameRate, frameCount }: RenderPlan): number[] {
  const least = (leastSeconds * frameRate.num) / frameRate.den
  const kept: number[] = []
  for (const border of borders) if (border - (kept.at(-1) ?? 0) >= least) kept.push(border)
  while (frameCount - (kept.at(-1) ?? -Infinity) < least) kept.pop()
  return kept
}

const clipsOf = ({ tracks }: RenderPlan): { clips: readonly PictureClip[] }[] =>
  tracks.map(({ runs }) => ({ clips: runs.flatMap(({ clips }) => clips) }))

import type { MaskVideo, PictureClip, PlannedMask, RenderPlan } from '@framewright/timeline'
import { filter, type Filter, type Stream } from '../filter-syntax.ts'
import { sourceIn } from '../input-args.ts'
import { sampled, seekOf, type SampledVideo } from './clip-motion.ts'
import { firstOwnFrame, shownFrames } from './clip-part.ts'
import type { DrawingBoard } from './drawn-picture.ts'
import { sequenceInput } from './sequence-input.ts'

type SourceMask = Extract<PlannedMask, { readonly sha256: string }>

/** As many frames of the video that a mask is as the clip shows, each of its own moment; before it is held. */
export function maskFrames(
  board: DrawingBoard & { readonly paths: { sourcePath(sha256: string): string } },
  plan: RenderPlan,
  { sha256, video }: SourceMask & { readonly video: MaskVideo },
  clip: Pick<PictureClip, 'startFrame' | 'endFrame' | 'part'>,
): Stream {
  const { graph, inputs } = board
  const { sequence } = video
  const first = firstOwnFrame(clip)
  const shown: SampledVideo = {
    ...video,
    ...{ sha256, startFrame: clip.startFrame, endFrame: clip.endFrame },
    part: { firstFrame: first, frameCount: first + shownFrames(clip) },
  }
  if (sequence !== undefined)
    inputs.push(
      sequenceInput(graph, plan, sequence, { name: `sequence-${inputs.length}`, decoderThreads: 1 }),
    )
  else {
    const { demuxer, decoder } = sourceIn(plan, sha256)
    inputs.push({
      ...{ path: board.paths.sourcePath(sha256), demuxer, decoderThreads: 1, of: 'picture' },
      seekMicroseconds: seekOf(shown, plan),
      ...(decoder && { decoder }),
    })
  }
  const input = graph.input(inputs.length - 1, `v:${video.stream ?? 0}`)
  return graph.chain([input], ...sampled(shown, plan))
}

/** Luma, from 16 to 235, of frames that hide all, as their alpha: a plane that is copied, and a table. */
export const lumaAsAlpha = (pixelFormat: string): Filter[] => [
  filter('mergeplanes', { mapping: '0x00010200', format: pixelFormat }),
  filter('lutyuv', { a: 'floor(clip((val-16)*255/219,0,255)+0.5)' }),
]

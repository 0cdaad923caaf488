import type { RenderPlan } from '../render-plan.ts'
import type { PlannedOutput, PlannedPicture, PlannedStill } from './planned-output.ts'

export type PlannedPoster = PlannedPicture & {
  readonly video: PlannedStill & { readonly otherFrames: readonly number[] }
}

export const isPoster = (output: PlannedOutput): output is PlannedPoster =>
  output.video !== null && 'otherFrames' in output.video && output.video.otherFrames !== undefined

export const postersOf = ({ outputs }: Pick<RenderPlan, 'outputs'>): PlannedPoster[] =>
  outputs.filter(isPoster)

/** The stills that a poster is chosen from, those that are preferred first. */
export const candidatesOf = (poster: PlannedPoster): PlannedPicture[] =>
  [poster.video.frame, ...poster.video.otherFrames].map((frame) => ({
    ...poster,
    name: `${poster.name}:${frame}`,
    container: 'png',
    contentType: 'image/png',
    video: { codec: 'png', encoder: 'png', frame },
    expected: { ...poster.expected, videoCodec: 'png' },
  }))

import type { AssetFacts, Edit, VideoClip } from '@framewright/schemas'
import { frameLocal, type Reach } from '../reach.ts'
import { refuse, type Findings } from './problems.ts'
import type { Assets } from './resolve-assets.ts'
import { tracksOf } from './tracks-of.ts'
import type { VideoPicture } from '../resolved-timeline.ts'

/** Of all frames of what goes round, which wait in memory, four bytes for each at most: 400 MB. */
const mostPixels = 100_000_000

/** What is shown after the last frame goes by its number: any frame can be told alone. */
export const atEndReach: Readonly<Record<NonNullable<VideoClip['atEnd']>, Reach>> = {
  hold: frameLocal,
  loop: frameLocal,
}

/** How many frames of a source there are to begin anew after. */
export const loopOf = ({ atEnd }: VideoClip, { media }: AssetFacts): Pick<VideoPicture, 'loopFrames'> =>
  atEnd === 'loop' && media.video?.frameCount != null ? { loopFrames: media.video.frameCount } : {}

/** What goes round has an end that is known, no sound, and goes into memory together with the others that do. */
export function checkLoops(edit: Edit, assets: Assets, findings: Findings): void {
  let pixels = 0
  for (const { pointer: trackPointer, track } of tracksOf(edit)) {
    for (const [at, clip] of track.clips.entries()) {
      if (clip.type !== 'video' || clip.atEnd !== 'loop') continue
      const { video = null, audio = null } = assets.get(clip.asset)?.media ?? {}
      if (video === null) continue
      const pointer = `${trackPointer}/clips/${at}/atEnd`
      if (audio !== null && clip.muted !== true && track.muted !== true) {
        const message = 'the asset has sound, and a sound does not go round'
        refuse(
          findings,
          'LOOP_INVALID',
          pointer,
          message,
          'Use "muted": true, and put the sound on a track of its own.',
        )
      }
      const wasWithin = pixels <= mostPixels
      pixels += video.width * video.height * (video.frameCount ?? Infinity)
      if (!wasWithin || pixels <= mostPixels) continue
      const [message, remedy] =
        video.frameCount === null
          ? [
              'the file does not say how many frames it has',
              'Convert it to GIF, APNG or MP4, and upload that.',
            ]
          : [
              `what goes round comes to ${Math.ceil(pixels / 1_000_000)} megapixels so far`,
              `Use ${mostPixels / 1_000_000} megapixels at most, all frames together: a shorter or smaller file; or repeat the clip itself.`,
            ]
      refuse(findings, 'LOOP_INVALID', pointer, message, remedy)
    }
  }
}

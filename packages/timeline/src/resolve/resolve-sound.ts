import type {
  AssetFacts,
  AudioClip,
  AudioTrack,
  CompositionClip,
  FadeCurve,
  VideoClip,
  VideoTrack,
} from '@framewright/schemas'
import { channelGains } from '../sound/channel-gains.ts'
import { downmixOf } from '../sound/downmix.ts'
import { framesOf } from './exact-time.ts'
import { gainEnvelope } from '../sound/gain-envelope.ts'
import { refuse, type Findings } from './problems.ts'
import { readSource } from './read-source.ts'
import { soundMotion } from './resolve-motion.ts'
import type { ClipContext } from './resolve-clips.ts'
import type { Timing } from './resolve-timing.ts'
import type { OtherCurve, OtherFade, SoundClip, SoundSpan } from '../resolved-timeline.ts'

type TrackSound = Pick<VideoTrack | AudioTrack, 'gainDb' | 'muted' | 'role'>

/** The sound that a clip of an asset with sound puts into the film. */
export function placeSound(
  clip: VideoClip | AudioClip,
  track: TrackSound,
  facts: AssetFacts,
  timing: Timing,
  crossfadeOut: { readonly frames: number; readonly curve: string | undefined },
  pointer: string,
  context: ClipContext,
): SoundClip {
  const { sha256, media } = facts
  const { startFrame, endFrame } = timing
  const { role = track.role } = clip
  const downmix = media.audio === null ? null : downmixOf(media.audio)
  if (downmix === undefined) refuseChannels(media.audio?.channels ?? 0, pointer, context.findings)
  return {
    sha256,
    startFrame,
    endFrame,
    ...readSource(clip, facts, 'audio'),
    isMono: media.audio?.channels === 1,
    ...(downmix == null ? {} : { downmix }),
    ...levelsOf(clip, track, timing, crossfadeOut, pointer, context),
    ...soundMotion(clip, endFrame - startFrame, context.rate),
    ...(role === undefined ? {} : { role }),
  }
}

type Levels = Omit<SoundSpan, 'startFrame' | 'endFrame'>

/** How a clip is heard, whatever it is that is heard. */
export function levelsOf(
  clip: VideoClip | AudioClip | CompositionClip,
  track: TrackSound,
  timing: Timing,
  crossfadeOut: { readonly frames: number; readonly curve: string | undefined },
  pointer: string,
  { rate, findings }: ClipContext,
): Levels {
  const { gainDb = 0, fadeIn = 0, fadeOut = 0, fadeCurve = 'linear', transition } = clip
  const { gainDb: trackGainDb = 0 } = track
  return {
    ...channelGains(clip),
    ...(typeof gainDb === 'number'
      ? { gainDb: gainDb + trackGainDb }
      : { gainDb: trackGainDb, gainEnvelope: gainEnvelope(gainDb, `${pointer}/gainDb`, findings) }),
    fadeInFrames: framesOf(fadeIn, rate),
    fadeOutFrames: framesOf(fadeOut, rate),
    ...(isOtherFade(fadeCurve) && fadeIn + fadeOut > 0 ? { fadeCurve } : {}),
    crossfadeInFrames: timing.crossfadeFrames,
    crossfadeOutFrames: crossfadeOut.frames,
    ...(isOther(transition?.audioCurve) ? { crossfadeInCurve: transition?.audioCurve } : {}),
    ...(isOther(crossfadeOut.curve) ? { crossfadeOutCurve: crossfadeOut.curve } : {}),
  }
}

function refuseChannels(channels: number, pointer: string, findings: Findings): void {
  const message = `the sound has ${channels} channels, and its file does not say where they belong`
  const remedy = 'Use it as stereo, 5.1 or 7.1, use another audioTrack, or mute the clip.'
  refuse(findings, 'SOUND_CHANNELS_UNKNOWN', `${pointer}/asset`, message, remedy)
}

const isOther = (curve: string | undefined): curve is OtherCurve =>
  curve !== undefined && curve !== 'equal-power'

const isOtherFade = (curve: FadeCurve): curve is OtherFade => curve !== 'linear'

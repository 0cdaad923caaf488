import type { Rational } from '@framewright/schemas'
import { sampleOfFrame, sampleRateHz } from '../resolve/exact-time.ts'
import type { PlannedSound, PlannedSoundClip, PlannedSoundSpan } from './planned-sound.ts'
import type { ResolvedTimeline, SoundClip, SoundSpan } from '../resolved-timeline.ts'

export function planSound({ sounds, ducking, frameCount, frameRate }: ResolvedTimeline): PlannedSound | null {
  if (sounds.length === 0) return null
  return {
    sampleRateHz,
    sampleCount: sampleOfFrame(frameCount, frameRate),
    clips: sounds.map((clip) => ({
      ...planSoundClip(clip, frameRate),
      ...(ducking === undefined || clip.role === undefined ? {} : { role: clip.role }),
    })),
    ...(ducking === undefined ? {} : { ducking }),
  }
}

/** Every border is the sample of its own frame: lengths are differences, so nothing adds up to a drift. */
function planSoundClip(clip: SoundClip, rate: Rational): PlannedSoundClip {
  return {
    sha256: clip.sha256,
    inMicroseconds: clip.inMicroseconds,
    ...(clip.stream === undefined ? {} : { stream: clip.stream }),
    isMono: clip.isMono,
    ...(clip.downmix === undefined ? {} : { downmix: clip.downmix }),
    ...planSpan(clip, rate),
    ...(clip.motion === undefined ? {} : { motion: clip.motion }),
    ...(clip.within === undefined ? {} : { within: clip.within.map((span) => planSpan(span, rate)) }),
  }
}

function planSpan(clip: SoundSpan, rate: Rational): PlannedSoundSpan {
  const sampleAt = (frame: number) => sampleOfFrame(frame, rate)
  const { startFrame, endFrame } = clip
  const start = sampleAt(startFrame)
  const end = sampleAt(endFrame)
  return {
    startSample: start,
    sampleCount: end - start,
    ...(clip.channelGains === undefined ? {} : { channelGains: clip.channelGains }),
    gainDb: clip.gainDb,
    fadeInSamples: sampleAt(startFrame + clip.fadeInFrames) - start,
    fadeOutSamples: end - sampleAt(endFrame - clip.fadeOutFrames),
    crossfadeInSamples: sampleAt(startFrame + clip.crossfadeInFrames) - start,
    crossfadeOutSamples: end - sampleAt(endFrame - clip.crossfadeOutFrames),
    ...(clip.gainEnvelope === undefined ? {} : { gainEnvelope: clip.gainEnvelope }),
    ...(clip.fadeCurve === undefined ? {} : { fadeCurve: clip.fadeCurve }),
    ...(clip.crossfadeInCurve === undefined ? {} : { crossfadeInCurve: clip.crossfadeInCurve }),
    ...(clip.crossfadeOutCurve === undefined ? {} : { crossfadeOutCurve: clip.crossfadeOutCurve }),
  }
}

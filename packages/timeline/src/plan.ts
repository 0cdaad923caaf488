import { strict as assert } from 'node:assert'
import type { Rational } from '@framewright/schemas'
import { sampleOfFrame, sampleRateHz, secondsOfFrames } from './exact-time.ts'
import type { Font } from './fonts.ts'
import { presetNamed, type VideoCodec } from './presets.ts'
import type {
  PlannedOutput,
  PlannedSound,
  PlannedSoundClip,
  PlannedTrack,
  RenderPlan,
} from './render-plan.ts'
import type { PictureClip, ResolvedOutput, ResolvedTimeline, SoundClip } from './resolved-timeline.ts'

/** Which encoder makes which codec. */
export type Encoders = Readonly<Record<VideoCodec, string>>

export const cpuEncoders: Encoders = {
  h264: 'libx264',
  hevc: 'libx265',
  vp9: 'libvpx-vp9',
  prores: 'prores_ks',
}

const keyframeSeconds = 2

/** Pure: the same timeline and encoders give the same plan, byte for byte. */
export function planRender(
  timeline: ResolvedTimeline,
  options: { readonly encoders: Encoders; readonly pipelineVersion: string },
): RenderPlan {
  const { frameCount, frameRate, width, height, background } = timeline
  const sound = planSound(timeline)
  const outputs = timeline.outputs.map((output) =>
    planOutput(output, timeline, options.encoders, sound !== null),
  )
  return {
    schemaVersion: 1,
    pipelineVersion: options.pipelineVersion,
    encoder: [...new Set(outputs.map(({ video }) => video.encoder))].join('+'),
    frameCount,
    frameRate,
    width,
    height,
    background,
    pixelFormat: outputs.some(({ video }) => video.codec === 'prores') ? 'yuv422p10le' : 'yuv420p',
    sources: timeline.sources.map(({ sha256, sizeBytes, demuxer }) => ({ sha256, sizeBytes, demuxer })),
    fonts: fontsOf(timeline),
    tracks: timeline.tracks.map(({ clips }) => planTrack(clips)),
    sound,
    outputs,
  }
}

function planTrack(clips: readonly PictureClip[]): PlannedTrack {
  const runs: { clips: PictureClip[] }[] = []
  for (const clip of clips) {
    const last = runs.at(-1)
    if (last !== undefined && clip.crossfadeFrames > 0) last.clips.push(clip)
    else runs.push({ clips: [clip] })
  }
  return { runs }
}

function fontsOf({ tracks }: ResolvedTimeline): Font[] {
  const fonts = tracks.flatMap(({ clips }) =>
    clips.flatMap((clip) => (clip.kind === 'text' ? [clip.font] : [])),
  )
  return [...new Map(fonts.map((font) => [font.sha256, font])).values()]
}

function planSound({ sounds, frameCount, frameRate }: ResolvedTimeline): PlannedSound | null {
  if (sounds.length === 0) return null
  return {
    sampleRateHz,
    sampleCount: sampleOfFrame(frameCount, frameRate),
    clips: sounds.map((clip) => planSoundClip(clip, frameRate)),
  }
}

/** Every border is the sample of its own frame: lengths are differences, so nothing adds up to a drift. */
function planSoundClip(clip: SoundClip, rate: Rational): PlannedSoundClip {
  const sampleAt = (frame: number) => sampleOfFrame(frame, rate)
  const { startFrame, endFrame } = clip
  const start = sampleAt(startFrame)
  const end = sampleAt(endFrame)
  return {
    sha256: clip.sha256,
    inMicroseconds: clip.inMicroseconds,
    startSample: start,
    sampleCount: end - start,
    isMono: clip.isMono,
    gainDb: clip.gainDb,
    fadeInSamples: sampleAt(startFrame + clip.fadeInFrames) - start,
    fadeOutSamples: end - sampleAt(endFrame - clip.fadeOutFrames),
    crossfadeInSamples: sampleAt(startFrame + clip.crossfadeInFrames) - start,
    crossfadeOutSamples: end - sampleAt(endFrame - clip.crossfadeOutFrames),
    ...(clip.crossfadeInCurve === undefined ? {} : { crossfadeInCurve: clip.crossfadeInCurve }),
    ...(clip.crossfadeOutCurve === undefined ? {} : { crossfadeOutCurve: clip.crossfadeOutCurve }),
  }
}

function planOutput(
  output: ResolvedOutput,
  { frameCount, frameRate }: ResolvedTimeline,
  encoders: Encoders,
  hasAudio: boolean,
): PlannedOutput {
  const preset = presetNamed(output.preset)
  assert(preset !== undefined, 'a resolved output has a preset that exists')
  const { name, width, height, picture, crf } = output
  const { codec } = preset.video
  return {
    name,
    fileName: `${name}.${preset.container}`,
    contentType: preset.contentType,
    container: preset.container,
    width,
    height,
    picture,
    video: {
      codec,
      encoder: encoders[codec],
      crf,
      threads: threadsFor(width * height),
      keyframeInterval: Math.max(1, Math.round((keyframeSeconds * frameRate.num) / frameRate.den)),
    },
    audio: hasAudio ? preset.audio : null,
    expected: {
      frameCount,
      frameRate,
      width,
      height,
      hasAudio,
      videoCodec: codec,
      audioCodec: hasAudio ? preset.audio.codec : null,
      durationSeconds: secondsOfFrames(frameCount, frameRate),
    },
  }
}

function threadsFor(pixels: number): number {
  if (pixels <= 640 * 360) return 2
  if (pixels <= 1280 * 720) return 4
  if (pixels <= 1920 * 1080) return 8
  return 12
}

import { strict as assert } from 'node:assert'
import type { Rational } from '@framewright/schemas'
import { sampleOfFrame, sampleRateHz, secondsOfFrames } from './exact-time.ts'
import type { PlannedOutput, PlannedPicture, PlannedSoundFile, PlannedVideo } from './planned-output.ts'
import { presetNamed, type Preset, type VideoCodec } from './presets.ts'
import type { ResolvedOutput, ResolvedPicture, ResolvedSound, ResolvedTimeline } from './resolved-timeline.ts'

/** Which encoder makes which codec. */
export type Encoders = Readonly<Record<VideoCodec, string>>

const keyframeSeconds = 2

export function planOutput(
  output: ResolvedOutput,
  timeline: ResolvedTimeline,
  encoders: Encoders,
  hasAudio: boolean,
): PlannedOutput {
  return output.picture === null
    ? planSoundFile(output, timeline)
    : planPicture(output, timeline, encoders, hasAudio)
}

function planPicture(
  output: ResolvedPicture,
  { frameCount, frameRate }: ResolvedTimeline,
  encoders: Encoders,
  hasAudio: boolean,
): PlannedPicture {
  const { name, width, height, picture } = output
  const preset = presetNamed(output.preset)
  assert(preset != null && preset.video !== null, 'a resolved picture has a preset with one')
  const video = planVideo(output, preset.video.codec, frameRate, encoders)
  const isStill = 'frame' in video
  const audio = hasAudio ? preset.audio : null
  return {
    ...fileOf(name, preset),
    width,
    height,
    picture,
    video,
    audio,
    expected: {
      frameCount: isStill ? 1 : frameCount,
      frameRate,
      width,
      height,
      hasAudio: audio !== null,
      videoCodec: video.codec,
      audioCodec: audio?.codec ?? null,
      durationSeconds: isStill ? null : secondsOfFrames(frameCount, frameRate),
    },
  }
}

function planVideo(
  { width, height, crf, rate, stillFrame }: ResolvedPicture,
  codec: VideoCodec,
  frameRate: Rational,
  encoders: Encoders,
): PlannedVideo {
  const encoder = encoders[codec]
  if (codec === 'png' || codec === 'mjpeg') {
    assert(stillFrame !== undefined, 'a resolved still has its frame')
    return { codec, encoder, frame: stillFrame }
  }
  return {
    codec,
    encoder,
    crf,
    ...(rate === undefined ? {} : { rate }),
    threads: rate !== undefined && codec === 'h264' ? 1 : threadsFor(width * height),
    keyframeInterval: Math.max(1, Math.round((keyframeSeconds * frameRate.num) / frameRate.den)),
  }
}

function planSoundFile(
  { name, preset: presetName }: ResolvedSound,
  { frameCount, frameRate }: ResolvedTimeline,
): PlannedSoundFile {
  const preset = presetNamed(presetName)
  assert(preset?.video === null, 'a resolved sound has a preset without a picture')
  const { audio } = preset
  const sampleCount = sampleOfFrame(frameCount, frameRate)
  return {
    ...fileOf(name, preset),
    video: null,
    audio,
    expected: { videoCodec: null, audioCodec: audio.codec, sampleRateHz, sampleCount },
  }
}

const fileOf = (name: string, { container, contentType }: Preset) => ({
  name,
  fileName: `${name}.${container}`,
  contentType,
  container,
})

function threadsFor(pixels: number): number {
  if (pixels <= 640 * 360) return 2
  if (pixels <= 1280 * 720) return 4
  if (pixels <= 1920 * 1080) return 8
  return 12
}

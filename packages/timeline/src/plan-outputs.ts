import { strict as assert } from 'node:assert'
import { sampleOfFrame, sampleRateHz, secondsOfFrames } from './exact-time.ts'
import type { PlannedOutput, PlannedPicture, PlannedSoundFile } from './planned-output.ts'
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
  { name, preset: presetName, width, height, picture, crf, rate }: ResolvedPicture,
  { frameCount, frameRate }: ResolvedTimeline,
  encoders: Encoders,
  hasAudio: boolean,
): PlannedPicture {
  const preset = presetNamed(presetName)
  assert(preset != null && preset.video !== null, 'a resolved picture has a preset with one')
  const { codec } = preset.video
  return {
    ...fileOf(name, preset),
    width,
    height,
    picture,
    video: {
      codec,
      encoder: encoders[codec],
      crf,
      ...(rate === undefined ? {} : { rate }),
      threads: rate !== undefined && codec === 'h264' ? 1 : threadsFor(width * height),
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

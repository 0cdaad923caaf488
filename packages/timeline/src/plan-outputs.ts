import { strict as assert } from 'node:assert'
import { secondsOfFrames } from './exact-time.ts'
import { presetNamed, type VideoCodec } from './presets.ts'
import type { PlannedOutput } from './render-plan.ts'
import type { ResolvedOutput, ResolvedTimeline } from './resolved-timeline.ts'

/** Which encoder makes which codec. */
export type Encoders = Readonly<Record<VideoCodec, string>>

const keyframeSeconds = 2

export function planOutput(
  output: ResolvedOutput,
  { frameCount, frameRate }: ResolvedTimeline,
  encoders: Encoders,
  hasAudio: boolean,
): PlannedOutput {
  const preset = presetNamed(output.preset)
  assert(preset !== undefined, 'a resolved output has a preset that exists')
  const { name, width, height, picture, crf, rate } = output
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

function threadsFor(pixels: number): number {
  if (pixels <= 640 * 360) return 2
  if (pixels <= 1280 * 720) return 4
  if (pixels <= 1920 * 1080) return 8
  return 12
}

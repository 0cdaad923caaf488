import type { AudioCodec, Container } from '../outputs/presets.ts'
import type { PlannedAudio, PlannedSoundFile } from '../outputs/planned-output.ts'
import { encoderOf } from '../outputs/stream-copy.ts'
import type { RenderPlan } from '../render-plan.ts'
import type { PlannedSound } from './planned-sound.ts'
import { soundsOf } from './same-sound.ts'

/**
 * Files that say to the sample where their sound begins and ends, which for Opus none does. A WAV of two channels would not
 * say which they are.
 */
const files: Readonly<Record<AudioCodec, { container: Container; contentType: string }>> = {
  aac: { container: 'm4a', contentType: 'audio/mp4' },
  pcm_s24le: { container: 'mov', contentType: 'video/quicktime' },
  mp3: { container: 'mp3', contentType: 'audio/mpeg' },
  opus: { container: 'webm', contentType: 'audio/webm' },
}

/** No picture is made by them, so they are the same whatever the film looks like. */
const noPicture = { width: 2, height: 2, background: '000000', pixelFormat: 'yuv420p' } as const

/**
 * The sound of a film as a plan of its own: each sound that some output has is a file, named `0`, `1`, ... It names nothing
 * that only pictures are made of. Null: nobody hears it.
 */
export function soundAlone(plan: RenderPlan): RenderPlan | null {
  const { schemaVersion, pipelineVersion, frameCount, frameRate, sound } = plan
  if (sound === null) return null
  const outputs = soundsOf(plan.outputs).map((audio, at) => fileOf(audio, String(at), sound))
  const isHeard = new Set(sound.clips.map(({ sha256 }) => sha256))
  return {
    ...{ schemaVersion, pipelineVersion, encoder: encoderOf(outputs), frameCount, frameRate },
    ...noPicture,
    sources: plan.sources.filter(({ sha256 }) => isHeard.has(sha256)),
    fonts: [],
    tracks: [],
    sound,
    outputs,
  }
}

function fileOf(
  audio: PlannedAudio,
  name: string,
  { sampleRateHz, sampleCount }: PlannedSound,
): PlannedSoundFile {
  const { codec, channels } = audio
  const { container, contentType } = files[codec]
  return {
    ...{ name, fileName: `${name}.${container}`, contentType, container, video: null, audio },
    expected: {
      ...{ videoCodec: null, audioCodec: codec, sampleRateHz, sampleCount },
      ...(channels === undefined ? {} : { channels }),
    },
  }
}

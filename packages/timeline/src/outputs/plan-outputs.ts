import { strict as assert } from 'node:assert'
import { threadsFor } from './encoder-threads.ts'
import { cpuEncoders, type Encoders } from './encoders.ts'
import { sampleOfFrame, sampleRateHz, secondsOfFrames } from '../resolve/exact-time.ts'
import { gifLength } from './gif-length.ts'
import type {
  ExpectedPicture,
  PlannedAudio,
  PlannedOutput,
  PlannedPicture,
  PlannedSidecar,
  PlannedSoundFile,
  PlannedVideo,
} from './planned-output.ts'
import { keepsHdr } from './hdr-codecs.ts'
import { inMono } from '../sound/output-channels.ts'
import { captionsFor } from './planned-captions.ts'
import { trackFor } from '../resolve/resolve-caption-tracks.ts'
import { presetNamed, type PicturePreset, type Preset } from './presets.ts'
import type { Size } from '../resolve/placement.ts'
import { sheetCountOf } from './sprite.ts'
import type {
  ResolvedOutput,
  ResolvedPicture,
  ResolvedSidecar,
  ResolvedSound,
  ResolvedTimeline,
} from '../resolved-timeline.ts'

const keyframeSeconds = 2

export function planOutput(
  output: ResolvedOutput,
  timeline: ResolvedTimeline,
  encoders: Encoders,
  hasAudio: boolean,
): PlannedOutput {
  if ('isSidecar' in output) return planSidecar(output, timeline)
  return output.picture === null
    ? planSoundFile(output, timeline)
    : planPicture(output, timeline, encoders, hasAudio)
}

const groupsInSegment = 2

function planPicture(output: ResolvedPicture, ...given: Planning): PlannedPicture {
  const planned = planOne(output, ...given)
  const { lower } = output
  if (lower === undefined) return planned
  assert('keyframeInterval' in planned.video, 'what is sent piece by piece is a film')
  return {
    ...planned,
    fileName: 'master.m3u8',
    ladder: {
      segmentFrames: groupsInSegment * planned.video.keyframeInterval,
      lower: lower.map((size, at) => {
        const [timeline, encoders] = given
        return planOne({ ...output, ...size, name: `${output.name}:${at + 1}` }, timeline, encoders, false)
      }),
    },
  }
}

type Planning = [timeline: ResolvedTimeline, encoders: Encoders, hasAudio: boolean]

function planOne(
  output: ResolvedPicture,
  timeline: ResolvedTimeline,
  encoders: Encoders,
  hasAudio: boolean,
): PlannedPicture {
  const { name, width, height, picture, largestBytes } = output
  const preset = presetNamed(output.preset)
  assert(preset != null && preset.video !== null, 'a resolved picture has a preset with one')
  const video = planVideo(output, preset.video, timeline, encoders)
  const audio = hasAudio && preset.audio !== null ? planAudio(preset.audio, output) : null
  const { frameCount, frameRate } = lengthOf(video, timeline)
  return {
    ...fileOf(name, preset),
    width,
    height,
    picture,
    video,
    ...(output.copy === undefined ? {} : { copy: output.copy }),
    audio,
    expected: {
      frameCount,
      frameRate,
      ...sheetSize(video, { width, height }),
      hasAudio: audio !== null,
      videoCodec: video.codec,
      ...(largestBytes === undefined ? {} : { largestBytes }),
      ...('hasAlpha' in video ? { hasAlpha: true } : {}),
      ...('hdr' in video ? { hdr: video.hdr.transfer } : {}),
      ...captionsFor(preset.container, timeline.captions?.soft),
      audioCodec: audio?.codec ?? null,
      ...(audio?.channels === undefined ? {} : { channels: audio.channels }),
      durationSeconds: isImage(video) ? null : secondsOfFrames(frameCount, frameRate),
    },
  }
}

function planVideo(
  { width, height, crf, rate, passes, stillFrame, otherFrames, sprite, lower }: ResolvedPicture,
  { codec, profile, keepsAlpha }: PicturePreset['video'],
  { frameCount, frameRate, isTransparent, hdr: filmHdr }: ResolvedTimeline,
  encoders: Encoders,
): PlannedVideo {
  const hdr = keepsHdr(codec) && filmHdr !== undefined ? { hdr: filmHdr } : {}
  // Two passes and HDR are a thing of the CPU's encoders.
  const encoder = (passes === undefined && !('hdr' in hdr) ? encoders : cpuEncoders)[codec]
  const alpha = isTransparent && keepsAlpha ? ({ hasAlpha: true } as const) : {}
  if (codec === 'gif') return { codec, encoder, ...gifLength(frameCount, frameRate) }
  if (codec === 'mjpeg' && sprite !== undefined) return { codec, encoder, ...sprite }
  if (codec === 'png' || codec === 'mjpeg') {
    assert(stillFrame !== undefined, 'a resolved still has its frame')
    return {
      codec,
      encoder,
      frame: stillFrame,
      ...(otherFrames === undefined ? {} : { otherFrames }),
      ...alpha,
    }
  }
  return {
    codec,
    encoder,
    ...(profile === undefined ? {} : { profile }),
    ...alpha,
    ...hdr,
    crf,
    ...(rate === undefined ? {} : { rate }),
    ...(passes === undefined ? {} : { passes }),
    threads: rate !== undefined && codec === 'h264' ? 1 : threadsFor(width * height),
    keyframeInterval: Math.max(1, Math.round((keyframeSeconds * frameRate.num) / frameRate.den)),
    ...(lower === undefined ? {} : { hasFixedGroups: true as const }),
  }
}

/** A still is one frame, a sprite is stills, and a GIF of one is no film either: nothing in them says how long they last. */
const isImage = (video: PlannedVideo): boolean =>
  'frame' in video || 'tileCount' in video || (video.codec === 'gif' && video.frameCount === 1)

const sheetSize = (video: PlannedVideo, { width, height }: Size): Size =>
  'tileCount' in video ? { width: width * video.columns, height: height * video.rows } : { width, height }

function lengthOf(
  video: PlannedVideo,
  { frameCount, frameRate }: ResolvedTimeline,
): Pick<ExpectedPicture, 'frameCount' | 'frameRate'> {
  if ('tileCount' in video) return { frameCount: sheetCountOf(video), frameRate }
  if ('frame' in video) return { frameCount: 1, frameRate }
  return video.codec === 'gif' ? video : { frameCount, frameRate }
}

const planAudio = (
  audio: PlannedAudio,
  { loudness, channels }: ResolvedPicture | ResolvedSound,
): PlannedAudio => ({
  ...(channels === undefined ? audio : inMono(audio)),
  ...(loudness === undefined ? {} : { loudness }),
})

function planSoundFile(output: ResolvedSound, { frameCount, frameRate }: ResolvedTimeline): PlannedSoundFile {
  const preset = presetNamed(output.preset)
  assert(preset?.video === null && preset.audio !== null, 'a resolved sound has a preset without a picture')
  const audio = planAudio(preset.audio, output)
  const sampleCount = sampleOfFrame(frameCount, frameRate)
  const { channels } = audio
  return {
    ...fileOf(output.name, preset),
    video: null,
    audio,
    expected: {
      videoCodec: null,
      audioCodec: audio.codec,
      sampleRateHz,
      sampleCount,
      ...(channels === undefined ? {} : { channels }),
    },
  }
}

function planSidecar(output: ResolvedSidecar, { captions }: ResolvedTimeline): PlannedSidecar {
  const preset = presetNamed(output.preset)
  assert(preset?.video === null && preset.audio === null, 'resolved captions have a preset of their own')
  const { container } = preset
  const cues = trackFor(output, captions?.sidecar ?? [])?.cues
  assert(cues !== undefined, 'resolved captions have a track')
  const endMs = cues.reduce((latest, cue) => Math.max(latest, cue.endMs), 0)
  return {
    ...fileOf(output.name, preset),
    ...{ container, video: null, audio: null, cues },
    expected: {
      ...{ videoCodec: null, audioCodec: null, format: container },
      ...{ cueCount: cues.length, durationSeconds: endMs / 1000 },
    },
  }
}

const fileOf = (name: string, { container, contentType }: Preset) => ({
  name,
  fileName: `${name}.${container}`,
  contentType,
  container,
})

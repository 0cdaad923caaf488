import { strict as assert } from 'node:assert'
import type { AssetFacts, Edit } from '@framewright/schemas'
import { resolveEdit, type ResolvedTimeline } from '../src/index.ts'

/** Edits and assets for tests; a test names only what it is about. */
export const ids = {
  film: '00000000-0000-4000-8000-000000000001',
  silent: '00000000-0000-4000-8000-000000000002',
  song: '00000000-0000-4000-8000-000000000003',
  photo: '00000000-0000-4000-8000-000000000004',
  live: '00000000-0000-4000-8000-000000000005',
  exotic: '00000000-0000-4000-8000-000000000006',
  nobody: '00000000-0000-4000-8000-00000000ffff',
} as const

type Media = AssetFacts['media']

const video: NonNullable<Media['video']> = {
  codec: 'h264',
  width: 1920,
  height: 1080,
  pixelFormat: 'yuv420p',
  frameRate: { num: 24, den: 1 },
  frameCount: 240,
  durationSeconds: 10,
  rotationDegrees: 0,
  hasAlpha: false,
  colorSpace: null,
}
const audio: NonNullable<Media['audio']> = {
  codec: 'aac',
  sampleRateHz: 48_000,
  channels: 2,
  durationSeconds: 10,
}
const mp4 = 'mov,mp4,m4a,3gp,3g2,mj2'

const facts = (assetId: string, letter: string, media: Media): [string, AssetFacts] => [
  assetId,
  { assetId, sha256: letter.repeat(64), sizeBytes: 1000, media },
]

/** Ten seconds of 1080p at 24 frames a second, with sound and without; ten seconds of song; a photo; a file without an end. */
export const assets: ReadonlyMap<string, AssetFacts> = new Map([
  facts(ids.film, 'a', { kind: 'video', container: mp4, durationSeconds: 10, video, audio }),
  facts(ids.silent, 'b', { kind: 'video', container: mp4, durationSeconds: 10, video, audio: null }),
  facts(ids.song, 'c', { kind: 'audio', container: 'mp3', durationSeconds: 10, video: null, audio }),
  facts(ids.photo, 'd', {
    kind: 'image',
    container: 'png_pipe',
    durationSeconds: null,
    video: { ...video, codec: 'png', width: 4000, height: 3000, frameCount: null, durationSeconds: null },
    audio: null,
  }),
  facts(ids.live, 'e', {
    kind: 'video',
    container: 'matroska,webm',
    durationSeconds: null,
    video: { ...video, frameCount: null, durationSeconds: null },
    audio: { ...audio, durationSeconds: null },
  }),
  facts(ids.exotic, 'f', { kind: 'video', container: 'rm', durationSeconds: 10, video, audio }),
])

type VideoClip = Extract<
  Extract<Edit['tracks'][number], { kind: 'video' }>['clips'][number],
  { type: 'video' }
>
type VideoTrackClip = Extract<Edit['tracks'][number], { kind: 'video' }>['clips'][number]
type AudioClip = Extract<Edit['tracks'][number], { kind: 'audio' }>['clips'][number]

export const clip = (more: Partial<VideoClip> = {}): VideoClip => ({
  type: 'video',
  asset: ids.film,
  duration: 2,
  ...more,
})
export const audioClip = (more: Partial<AudioClip> = {}): AudioClip => ({
  type: 'audio',
  asset: ids.song,
  duration: 2,
  ...more,
})
export const crossfade = (duration: number) => ({ type: 'crossfade' as const, duration })
export const pictures = (...clips: VideoTrackClip[]): Edit['tracks'][number] => ({ kind: 'video', clips })
export const sounds = (...clips: AudioClip[]): Edit['tracks'][number] => ({ kind: 'audio', clips })

export const edit = (tracks: Edit['tracks'], more: Partial<Edit> = {}): Edit => ({
  schemaVersion: 1,
  canvas: { width: 1280, height: 720, fps: 30 },
  tracks,
  outputs: [{ name: 'film', preset: 'standard' }],
  ...more,
})

export function resolved(given: Edit): ResolvedTimeline {
  const resolution = resolveEdit(given, assets)
  assert(resolution.ok, `it resolves: ${JSON.stringify(resolution)}`)
  return resolution.timeline
}

/** `REASON pointer` of every problem. */
export function problemsOf(given: Edit): string[] {
  const resolution = resolveEdit(given, assets)
  return resolution.ok ? [] : resolution.problems.map(({ reason, pointer }) => `${reason} ${pointer}`)
}

export function warningsOf(given: Edit): string[] {
  const resolution = resolveEdit(given, assets)
  assert(resolution.ok, 'it resolves')
  return resolution.warnings.map(({ code, pointer }) => `${code} ${pointer}`)
}

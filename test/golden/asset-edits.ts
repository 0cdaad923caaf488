/** Goldens of assets that are neither film, song nor photo. */
import type { AssetFacts, Edit, ReadAsset } from '@framewright/schemas'

export const otherIds = {
  font: '00000000-0000-4000-8000-000000000011',
  subtitles: '00000000-0000-4000-8000-000000000012',
  gif: '00000000-0000-4000-8000-000000000013',
  hdr: '00000000-0000-4000-8000-000000000014',
}

const nothing = { durationSeconds: null, video: null, audio: null }
const fact = (assetId: string, letter: string, media: AssetFacts['media']): [string, AssetFacts] => [
  assetId,
  { assetId, sha256: letter.repeat(64), sizeBytes: 1000, media },
]

const ass = '[Script Info]\n[Events]\nDialogue: 0,0:00:00.50,0:00:01.50,X,,0,0,0,,{\\an8}Said\\Ntwice\n'
const [saidId, said] = fact(otherIds.subtitles, '2', {
  ...{ kind: 'subtitles', container: 'ass', ...nothing, durationSeconds: 1.5 },
  subtitles: { format: 'ass', cueCount: 1 },
})

export const otherFacts: readonly [string, ReadAsset][] = [
  [saidId, { ...said, text: ass }],
  fact(otherIds.gif, '3', {
    ...{ kind: 'video', container: 'gif', durationSeconds: 0.7, audio: null },
    video: {
      ...{ codec: 'gif', width: 320, height: 180, pixelFormat: 'bgra', hasAlpha: true, rotationDegrees: 0 },
      ...{ frameRate: { num: 5, den: 1 }, frameCount: 3, durationSeconds: 0.7, colorSpace: null },
    },
  }),
  fact(otherIds.hdr, '4', {
    ...{ kind: 'video', container: 'matroska,webm', durationSeconds: 8, audio: null },
    video: {
      ...{ codec: 'hevc', width: 1920, height: 1080, pixelFormat: 'yuv420p10le', hasAlpha: false },
      ...{ rotationDegrees: 0, frameRate: { num: 24, den: 1 }, frameCount: 192, durationSeconds: 8 },
      ...{ colorSpace: 'bt2020nc', colorPrimaries: 'bt2020', colorTransfer: 'smpte2084' },
    },
  }),
  fact(otherIds.font, '1', {
    ...{ kind: 'font', container: 'sfnt', ...nothing },
    font: {
      ...{ family: 'Mono', style: 'Regular', unitsPerEm: 1000, ascent: 900, descent: 300 },
      // The letters of ASCII, each of 600.
      ...{ advances: `${(600).toString(36)},${(95).toString(36)},w`, widening: '' },
    },
  }),
]

type Tracks = Edit['tracks']

export function otherTracks(): Map<string, Tracks> {
  const font = { asset: otherIds.font }
  return new Map<string, Tracks>([
    [
      'an animation that goes round',
      [{ kind: 'video', clips: [{ type: 'video', asset: otherIds.gif, duration: 3, atEnd: 'loop' }] }],
    ],
    [
      'captions of an ASS file',
      [{ kind: 'video', clips: [{ type: 'captions', asset: otherIds.subtitles }] }],
    ],
    [
      'a font of its user',
      [{ kind: 'video', clips: [{ type: 'text', text: 'Own', font, duration: 1, maxWidth: 0.5 }] }],
    ],
    [
      'a text of several scripts',
      [
        {
          kind: 'video',
          clips: [{ type: 'text', text: 'Aשl 愛の👋🏽', font: 'noto-serif', style: 'italic', duration: 1 }],
        },
      ],
    ],
    [
      'captions in a font that does not have all of them',
      [{ kind: 'video', clips: [{ type: 'captions', words: [{ text: 'x愛', start: 0, end: 1 }] }] }],
    ],
    [
      'captions in a font of its user',
      [
        {
          kind: 'video',
          clips: [{ type: 'captions', font, words: [{ text: 'Own', start: 0, end: 1 }] }],
        },
      ],
    ],
  ])
}

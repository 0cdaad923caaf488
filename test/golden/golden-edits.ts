/** What the goldens are made of: every picture of the gallery, every preset, and what is only heard. */
import type { ReadAsset, Edit, VideoClip } from '@framewright/schemas'
import { presets } from '@framewright/timeline'
import { otherFacts, otherIds, otherTracks } from './asset-edits.ts'
import { sheetsOf } from '../gallery/sheets.ts'

export const assetIds = {
  film: '00000000-0000-4000-8000-000000000001',
  song: '00000000-0000-4000-8000-000000000002',
  photo: '00000000-0000-4000-8000-000000000003',
  interview: '00000000-0000-4000-8000-000000000004',
  tagged: '00000000-0000-4000-8000-000000000005',
}
const { film, song, photo, interview, tagged } = assetIds

const frames = { frameRate: { num: 24, den: 1 }, frameCount: 14_315, durationSeconds: 596.458 }
const video = { codec: 'h264', width: 1920, height: 1080, pixelFormat: 'yuv420p', ...frames }
const sound = { codec: 'aac', sampleRateHz: 44_100, channels: 2, durationSeconds: 596.459 }
const plain = { rotationDegrees: 0 as const, hasAlpha: false, colorSpace: null }
const languages = [
  { ...sound, language: 'eng' },
  { ...sound, language: 'deu', channels: 6, channelLayout: '5.1(side)', stream: 1 },
]
const still = { ...video, codec: 'png', frameCount: null, durationSeconds: null, hasAlpha: true }

/** As an upload would have them; no file is read. */
export const facts: ReadonlyMap<string, ReadAsset> = new Map<string, ReadAsset>([
  ...otherFacts,
  ...(
    [
      [
        film,
        'a',
        { kind: 'video', container: 'mov,mp4,m4a,3gp,3g2,mj2', video: { ...plain, ...video }, audio: sound },
      ],
      [song, 'b', { kind: 'audio', container: 'mp3', video: null, audio: { ...sound, codec: 'mp3' } }],
      [
        tagged,
        'e',
        {
          kind: 'video',
          container: 'mov,mp4,m4a,3gp,3g2,mj2',
          video: { ...plain, ...video, colorSpace: 'bt709' },
          audio: sound,
        },
      ],
      [
        interview,
        'd',
        { kind: 'audio', container: 'matroska,webm', video: null, audio: sound, audioTracks: languages },
      ],
      [photo, 'c', { kind: 'image', container: 'png_pipe', video: { ...plain, ...still }, audio: null }],
    ] as const
  ).map(([assetId, letter, media]) => {
    const durationSeconds = media.kind === 'image' ? null : 596.459
    return [
      assetId,
      { assetId, sha256: letter.repeat(64), sizeBytes: 1000, media: { ...media, durationSeconds } },
    ] as const
  }),
])

type Tracks = Edit['tracks']

const edit = (tracks: Tracks, more: Partial<Edit> = {}): Edit => ({
  schemaVersion: 1,
  canvas: { width: 1280, height: 720, fps: 30 },
  tracks,
  outputs: [{ name: 'film', preset: 'standard' }],
  ...more,
})
const shown = (...clips: Partial<VideoClip>[]): Tracks[number] => ({
  kind: 'video',
  clips: clips.map((clip) => ({ type: 'video', asset: film, duration: 2, ...clip })),
})
type Heard = Extract<Tracks[number], { kind: 'audio' }>['clips'][number]
const heard = (...clips: Partial<Heard>[]): Tracks[number] => ({
  kind: 'audio',
  clips: clips.map((clip) => ({ type: 'audio', asset: song, duration: 2, ...clip })),
})

/** By the file they are kept in, and by name in it. */
export function goldenEdits(): Map<string, Map<string, Edit>> {
  const assets = { film, rays: photo, ring: photo, font: otherIds.font }
  const sheets = sheetsOf(assets).map(({ name, shots }): [string, Map<string, Edit>] => [
    name,
    new Map(shots.map(({ label, tracks, atSeconds: _, ...named }) => [label, edit(tracks, named)])),
  ])
  return new Map([
    ...sheets,
    ['outputs', outputs()],
    ['sound', sounds()],
    ['whole', wholes()],
    ['assets', others()],
    ['hdr', hdrFilms()],
  ])
}

const others = () => new Map([...otherTracks()].map(([name, tracks]) => [name, edit(tracks)]))

/** HDR and SDR in both kinds of HDR films. */
function hdrFilms(): Map<string, Edit> {
  const tracks = (): Tracks => [
    shown({ asset: otherIds.hdr }, { effects: [{ type: 'exposure', stops: 0.5 }] }),
    { kind: 'video', clips: [{ type: 'text', text: 'In 203 nits', duration: 2, rotation: 5 }] },
  ]
  const of = (hdr: Edit['canvas']['hdr'], names: string[]): Edit =>
    edit(tracks(), {
      canvas: { width: 1280, height: 720, fps: 30, ...(hdr && { hdr }) },
      outputs: names.map((name) => ({ name, preset: name })),
    })
  return new Map([
    ['HDR10', of({ type: 'hdr10', maxCll: 1000, maxFall: 300 }, ['archive', 'web_av1', 'still_png'])],
    ['HLG, in a master', of({ type: 'hlg' }, ['high_quality', 'web', 'standard'])],
  ])
}

function outputs(): Map<string, Edit> {
  const of = (name: string, output: object, more: Partial<Edit> = {}): [string, Edit] => [
    name,
    edit([shown({ duration: 4 })], { outputs: [{ name: 'film', preset: 'standard', ...output }], ...more }),
  ]
  return new Map([
    ...presets
      .filter(({ video, audio }) => video !== null || audio !== null)
      .map(({ name }) => of(name, { preset: name })),
    of('bitrate', { bitrateKbps: 5000 }),
    of('crf', { crf: 28 }),
    of('still at a second', { preset: 'still_jpeg', at: 1.5 }),
    of('another size, with bars', { width: 640, height: 640 }),
    of('a GPU is the choice of a worker', {}, { policy: { encoder: 'auto' } }),
    [
      'three at once',
      edit([shown({})], {
        outputs: [
          { name: 'large', preset: 'standard' },
          { name: 'small', preset: 'web', width: 640 },
          { name: 'heard', preset: 'audio_m4a' },
        ],
      }),
    ],
  ])
}

function sounds(): Map<string, Edit> {
  const only = { outputs: [{ name: 'heard', preset: 'audio_wav' }] }
  return new Map([
    ['one after the other', edit([heard({}, { in: 10 })], only)],
    ['at once', edit([heard({ duration: 3 }), heard({ start: 1, gainDb: -6 })], only)],
    ['fades', edit([heard({ fadeIn: 0.5, fadeOut: 1 })], only)],
    ['crossfade', edit([heard({}, { transition: { type: 'crossfade', duration: 1 } })], only)],
    ['faster, as high', edit([heard({ speed: 1.5 })], only)],
    ['slower, as on a tape', edit([heard({ speed: 0.5, pitch: 'follow' })], only)],
    [
      'faster and faster, as on a tape',
      edit([shown({ speed: [1, 1.1].map((value, time) => ({ time, value })), pitch: 'follow' })], only),
    ],
    ['backwards', edit([heard({ reverse: true })], only)],
    ['in another language, in surround', edit([heard({ asset: interview, audioTrack: 'de' })], only)],
    [
      'in one channel',
      edit([heard({})], {
        outputs: [{ name: 'heard', preset: 'audio_mp3', channels: 1, loudness: { integratedLufs: -19 } }],
      }),
    ],
    ['muted', edit([shown({ muted: true }), heard({})])],
    ['to the end of the film', edit([shown({ duration: 3 }), heard({ duration: 'end' })])],
  ])
}

function wholes(): Map<string, Edit> {
  const image: Tracks[number] = {
    kind: 'video',
    clips: [{ type: 'image', asset: photo, start: 1, duration: 2 }],
  }
  return new Map([
    ['NTSC', edit([shown({})], { canvas: { width: 1920, height: 1080, fps: { num: 30_000, den: 1001 } } })],
    [
      'a part of a video, as it is',
      edit([shown({ asset: tagged, in: 5 }), heard({})], {
        canvas: { width: 1920, height: 1080, fps: 24 },
        policy: { copy: 'auto' },
      }),
    ],
    ['portrait', edit([shown({ fit: 'cover' })], { canvas: { width: 1080, height: 1920, fps: 25 } })],
    [
      'a gap shows the background',
      edit([shown({ start: 1 })], { canvas: { ...canvas, background: '#204060' } }),
    ],
    [
      'what is heard of a composition',
      edit(
        [
          {
            kind: 'video',
            clips: [
              { type: 'composition', composition: 'inner', in: 0.5, duration: 2, gainDb: -6, fadeOut: 0.5 },
            ],
          },
        ],
        {
          compositions: {
            inner: { background: '#204060', tracks: [shown({ scale: 0.5, start: 1 }), heard({})] },
          },
        },
      ),
    ],
    [
      'a luma wipe',
      edit([shown({}, { in: 20, transition: { type: 'luma', asset: photo, duration: 0.5, softness: 0.2 } })]),
    ],
    ['an image over a film', edit([shown({ duration: 4 }), image])],
    [
      'an image as a mask',
      edit([shown({ mask: { type: 'luma', asset: photo, fit: 'cover', feather: 0.02 } })]),
    ],
    ['a video as a mask', edit([shown({ mask: { type: 'luma', asset: tagged, in: 3, feather: 0.02 } })])],
    ['effects of the whole film', edit([shown({})], { effects: [{ type: 'vignette', strength: 0.5 }] })],
    [
      'grain on a photo, and coarser on the whole film',
      edit(
        [
          {
            kind: 'video',
            clips: [{ type: 'image', asset: photo, duration: 2, effects: [{ type: 'grain' }] }],
          },
        ],
        { effects: [{ type: 'grain', size: 2, color: true, seed: 7 }] },
      ),
    ],
    [
      'a speed that goes up and down, backwards too',
      edit(
        [false, true].map((reverse) =>
          shown({
            speed: [
              { time: 0, value: 1, easing: 'ease-in-out' },
              { time: 0.5, value: 4, easing: 'hold' },
              { time: 1, value: 0.5 },
            ],
            reverse,
          }),
        ),
      ),
    ],
    [
      'a look made of grades',
      edit([
        shown({
          effects: [
            { type: 'white-balance', temperature: 0.3 },
            { type: 'tone', shadows: 0.4, highlights: -0.2 },
            { type: 'hue', degrees: -20 },
            { type: 'duotone', shadows: '#102040', highlights: '#ffe0c0', amount: 0.5 },
          ],
        }),
      ]),
    ],
    [
      'captions as tracks and alone',
      edit(
        [
          shown({}),
          {
            kind: 'video',
            clips: [
              {
                ...{ type: 'captions', deliver: ['soft', 'sidecar'], language: 'de', title: 'Deutsch' },
                ...{ start: 0.5, duration: 1.5 },
                cues: [{ text: 'Ja & <nein>', start: 0.1, end: 1 }],
              },
            ],
          },
        ],
        {
          outputs: [
            { name: 'film', preset: 'standard' },
            { name: 'open', preset: 'web' },
            { name: 'read', preset: 'captions_srt' },
          ],
        },
      ),
    ],
    [
      'clips that go by each other',
      edit([shown({ id: 'a' }), shown({ start: { clip: 'a', edge: 'end', offset: -1 } })]),
    ],
  ])
}

const canvas = { width: 1280, height: 720, fps: 30 }

/**
 * Five edits, each as Framewright has it, as one ffmpeg command that somebody who knows ffmpeg would write, and as a
 * command of melt (https://www.mltframework.org). The same encoder with the same settings makes all of them.
 */
import type { Edit, VideoClip } from '@framewright/schemas'

export interface EngineFilm {
  readonly name: string
  readonly frameCount: number
  readonly edit: Edit
  /** Inputs, and the graph from them to [v] and [a]. */
  readonly ffmpeg: {
    readonly inputs: readonly (readonly [from: number, seconds: number])[]
    readonly graph: string
  }
  readonly melt: readonly string[]
}

export interface Media {
  readonly path: string
  readonly assetId: string
  readonly font: string
}

const fps = 30
const full = 'fps=30,scale=1280:720,setsar=1,format=yuv420p'
const stereo = 'aformat=channel_layouts=stereo:sample_rates=48000'

export function engineFilms({ path, assetId, font }: Media): EngineFilm[] {
  const clip = (from: number, duration: number, more: Partial<VideoClip> = {}): VideoClip => ({
    ...{ type: 'video', asset: assetId, in: from, duration, ...more },
  })
  const edit = (...tracks: Edit['tracks']): Edit => ({
    schemaVersion: 1,
    canvas: { width: 1280, height: 720, fps },
    tracks,
    outputs: [{ name: 'film', preset: 'standard' }],
  })
  const video = (
    ...clips: Extract<Edit['tracks'][number], { kind: 'video' }>['clips']
  ): Edit['tracks'][number] => ({
    ...{ kind: 'video', clips },
  })
  /** From this second of the source on, so many seconds. */
  const melt = (from: number, seconds: number) => [
    path,
    `in=${from * fps}`,
    `out=${(from + seconds) * fps - 1}`,
  ]
  const mix = ['-mix', String(fps), '-mixer', 'luma', '-mixer', 'mix:-1']
  const mixedTracks = ['-transition', 'mix:-1', 'a_track=0', 'b_track=1', 'always_active=1', 'sum=1']

  return [
    {
      ...{ name: 'one clip, scaled', frameCount: 8 * fps },
      edit: edit(video(clip(6, 8))),
      ffmpeg: { inputs: [[6, 8]], graph: `[0:v]${full}[v];[0:a]${stereo}[a]` },
      melt: melt(6, 8),
    },
    {
      ...{ name: 'three clips, two crossfades', frameCount: 10 * fps },
      edit: edit(
        video(
          clip(6, 4),
          clip(15, 4, { transition: { type: 'crossfade', duration: 1 } }),
          clip(24, 4, { transition: { type: 'crossfade', duration: 1 } }),
        ),
      ),
      ffmpeg: {
        inputs: [
          [6, 4],
          [15, 4],
          [24, 4],
        ],
        graph: [
          `[0:v]${full}[v0];[1:v]${full}[v1];[2:v]${full}[v2]`,
          `[v0][v1]xfade=duration=1:offset=3[x];[x][v2]xfade=duration=1:offset=6[v]`,
          `[0:a]${stereo}[a0];[1:a]${stereo}[a1];[2:a]${stereo}[a2]`,
          `[a0][a1]acrossfade=d=1:c1=qsin:c2=qsin[y];[y][a2]acrossfade=d=1:c1=qsin:c2=qsin[a]`,
        ].join(';'),
      },
      melt: [...melt(6, 4), ...melt(15, 4), ...mix, ...melt(24, 4), ...mix],
    },
    {
      ...{ name: 'picture in picture', frameCount: 8 * fps },
      edit: edit(
        video(clip(20, 8)),
        video(clip(15, 4, { start: 2, scale: 0.35, position: { x: 0.78, y: 0.25 }, muted: true })),
      ),
      ffmpeg: {
        inputs: [
          [20, 8],
          [15, 4],
        ],
        graph: [
          `[0:v]${full}[base];[1:v]fps=30,scale=448:252,setsar=1,format=yuv420p,setpts=PTS+2/TB[small]`,
          `[base][small]overlay=774:54:eof_action=pass,format=yuv420p[v];[0:a]${stereo}[a]`,
        ].join(';'),
      },
      melt: [
        ...['-track', ...melt(20, 8), '-track', '-blank', String(2 * fps - 1), ...melt(15, 4)],
        ...['-attach', 'volume:0', 'gain=0', '-transition', 'composite', 'a_track=0', 'b_track=1'],
        ...[`in=${2 * fps}`, `out=${6 * fps - 1}`, 'geometry=774/54:448x252', 'progressive=1'],
      ],
    },
    {
      ...{ name: 'a title over a clip', frameCount: 8 * fps },
      edit: edit(
        video(clip(6, 8)),
        video({
          type: 'text',
          text: 'Framewright',
          start: 1,
          duration: 5,
          size: 96,
          position: { x: 0.5, y: 0.5 },
        }),
      ),
      ffmpeg: {
        inputs: [[6, 8]],
        graph: [
          `[0:v]${full},drawtext=fontfile=${font}:text=Framewright:fontsize=48:fontcolor=white:x=(w-text_w)/2:`,
          `y=(h-text_h)/2:enable='between(t,1,5.99)'[v];[0:a]${stereo}[a]`,
        ].join(''),
      },
      melt: [
        ...['-track', ...melt(6, 8), '-track', '-blank', String(fps - 1)],
        ...['pango:', 'text=Framewright', 'fgcolour=#ffffffff', 'size=48', `out=${5 * fps - 1}`],
        ...['-transition', 'composite', 'a_track=0', 'b_track=1', `in=${fps}`, `out=${6 * fps - 1}`],
        ...['geometry=0/0:100%x100%', 'halign=c', 'valign=c', 'distort=0', 'progressive=1'],
      ],
    },
    {
      ...{ name: 'music under a clip', frameCount: 8 * fps },
      edit: edit(video(clip(20, 8, { gainDb: -6 })), {
        kind: 'audio',
        clips: [{ type: 'audio', asset: assetId, in: 6, duration: 8, gainDb: -6, fadeIn: 1, fadeOut: 2 }],
      }),
      ffmpeg: {
        inputs: [
          [20, 8],
          [6, 8],
        ],
        graph: [
          `[0:v]${full}[v];[0:a]${stereo},volume=-6dB[b]`,
          `[1:a]${stereo},volume=-6dB,afade=in:d=1,afade=out:st=6:d=2[m];[b][m]amix=normalize=0[a]`,
        ].join(';'),
      },
      melt: [
        ...['-track', ...melt(20, 8), '-attach-cut', 'volume:-6dB'],
        ...['-hide-video', ...melt(6, 8), '-attach-cut', 'volume:-6dB', ...mixedTracks],
      ],
    },
  ]
}

import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const seconds = 2
const moving = `testsrc2=size=320x180:rate=30:duration=${seconds}`
const picture = (source = moving) => ['-f', 'lavfi', '-i', source]
const tone = (hertz = 440, length = seconds) => ['-f', 'lavfi', '-i', `sine=${hertz}:duration=${length}`]
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '30', '-pix_fmt', 'yuv420p']
const aac = ['-c:a', 'aac']
const one = ['-frames:v', '1']
const transparent = (format: string) => ['-vf', `format=${format},colorchannelmixer=aa=0.5`]

/**
 * What the clips are: 2 s, 320x180, 30 frames a second and 440 Hz where nothing else is said. A file name and ffmpeg's
 * arguments before it; `from` is another clip, which becomes the first input.
 */
const recipes = {
  video: { file: 'video.mp4', args: [...picture(), ...tone(), ...h264, ...aac] },
  /** For what takes a while to render: 20 s, 640x360. */
  'long video': {
    file: 'long.mp4',
    args: [...picture('testsrc2=size=640x360:rate=30:duration=20'), ...tone(330, 20), ...h264, ...aac],
  },
  'silent video': { file: 'silent.mp4', args: [...picture(), ...h264] },
  /** Says what colours it has, and has frames that need later ones. */
  'tagged video': {
    file: 'tagged.mp4',
    args: [
      ...[...picture(), ...tone(), ...h264, '-bf', '2', '-x264-params', 'b-adapt=0'],
      ...['-colorspace', 'bt709', ...aac],
    ],
  },
  'upright video': {
    file: 'upright.mp4',
    args: [...picture('testsrc2=size=180x320:rate=25:duration=2'), ...tone(330), ...h264, ...aac],
  },
  'black video': { file: 'black.mp4', args: [...picture('color=black:size=320x180:rate=30:d=2'), ...h264] },
  /** As a phone held upright leaves it: turned a quarter clockwise to be shown. ffmpeg's own tag counts the other way. */
  'rotated video': {
    file: 'rotated.mp4',
    from: 'video',
    args: ['-c', 'copy', '-metadata:s:v:0', 'rotate=270'],
  },
  'wide pixels': { file: 'wide.mp4', args: [...picture(), '-vf', 'setsar=4/3', ...h264] },
  'variable rate': {
    file: 'variable.mp4',
    args: [...picture(), '-vf', 'select=lt(n\\,20)+not(mod(n\\,7))', '-vsync', 'vfr', ...h264],
  },
  'ntsc video': { file: 'ntsc.mp4', args: [...picture('testsrc2=s=320x180:r=30000/1001:d=2'), ...h264] },
  'two of each': {
    file: 'two.mkv',
    args: [
      ...[...picture(), ...picture('testsrc2=s=160x90:r=15:d=1'), ...tone(), ...tone(880)],
      ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', ...h264, ...aac],
    ],
  },
  mov: { file: 'video.mov', from: 'video', args: ['-c', 'copy'] },
  mkv: { file: 'video.mkv', from: 'video', args: ['-c', 'copy'] },
  'quickstart mp4': { file: 'quick.mp4', from: 'video', args: ['-c', 'copy', '-movflags', '+faststart'] },
  webm: {
    file: 'video.webm',
    args: [...picture(), ...tone(), '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
  },
  /** As a browser's recorder leaves it: it could not go back and write the length. */
  'webm without length': {
    file: 'live.webm',
    from: 'webm',
    args: ['-c', 'copy', '-live', '1', '-f', 'webm'],
  },
  'webm with alpha': {
    file: 'alpha.webm',
    args: [...picture(), ...transparent('yuva420p'), '-c:v', 'libvpx', '-auto-alt-ref', '0'],
  },
  'prores with alpha': {
    file: 'alpha.mov',
    args: [...picture(), ...transparent('yuva444p10le'), '-c:v', 'prores_ks', '-profile:v', '4'],
  },
  mp3: { file: 'tone.mp3', args: tone() },
  'mp3 with cover': {
    file: 'cover.mp3',
    args: [
      ...[...tone(), ...picture('color=red:size=100x100:rate=1:d=1'), '-map', '0', '-map', '1', ...one],
      ...['-c:v', 'mjpeg', '-disposition:v', 'attached_pic', '-id3v2_version', '3'],
    ],
  },
  wav: { file: 'tone.wav', args: tone() },
  m4a: { file: 'tone.m4a', args: [...tone(), ...aac] },
  'raw aac': { file: 'tone.aac', args: [...tone(), ...aac] },
  png: { file: 'still.png', args: [...picture(), ...one] },
  'png with alpha': { file: 'alpha.png', args: [...picture(), ...transparent('rgba'), ...one] },
  'png of 67 megapixels': {
    file: 'huge.png',
    args: [...picture('color=black:size=8200x8200:rate=1'), ...one, '-pix_fmt', 'gray'],
  },
  jpg: { file: 'still.jpg', args: [...picture(), ...one] },
  gif: { file: 'moving.gif', args: picture('testsrc2=size=320x180:rate=10:duration=1') },
  'gif of one picture': { file: 'still.gif', args: [...picture(), ...one] },
  webp: { file: 'still.webp', args: [...picture(), ...one] },
} satisfies Record<string, Recipe>

interface Recipe {
  readonly file: string
  readonly args: readonly string[]
  readonly from?: string
}
export type SampleName = keyof typeof recipes

const folder = join(tmpdir(), `framewright-test-${process.getuid?.() ?? 0}`, 'media')

/** The path of a small real clip, made by ffmpeg when it is first asked for; named by its recipe, so never out of date. */
export async function sampleMedia(name: SampleName): Promise<string> {
  const { file, args, from }: Recipe = recipes[name]
  const source = from === undefined ? [] : ['-i', await sampleMedia(from as SampleName)]
  const key = createHash('sha256')
    .update(JSON.stringify([source, args]))
    .digest('hex')
    .slice(0, 12)
  const path = join(folder, `${key}-${file}`)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  // Test files run side by side: each makes its own, and the last rename stays.
  const making = join(folder, `making-${randomUUID()}${extname(file)}`)
  await run('ffmpeg', ['-v', 'error', '-nostdin', ...source, ...args, '-threads', '1', making])
  renameSync(making, path)
  return path
}

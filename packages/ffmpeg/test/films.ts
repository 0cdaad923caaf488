import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { AssetFacts, Edit, Rational, ReadAsset } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, resolveEdit, type RenderPlan } from '@framewright/timeline'
import { buildCommands } from '../src/command.ts'
import { makeFile } from '../src/command-files.ts'
import { outputPath } from '../src/output-files.ts'
import { completed } from '../src/run/completed.ts'
import type { FfmpegCommand } from '../src/ffmpeg-command.ts'
import { probeMedia } from '../src/probe/probe.ts'

const run = promisify(execFile)
const mostOutput = { maxBuffer: 512 * 1024 * 1024, encoding: 'buffer' } as const

/** Canvas of the tests: small, so that a film takes no time. */
export const width = 160
export const height = 90

export interface Sample {
  readonly path: string
  readonly facts: ReadAsset
}

export type Studio = Awaited<ReturnType<typeof openStudio>>

/** A folder of one test file, and the media and films that are made in it. */
export async function openStudio(t: { teardown(release: () => unknown): unknown }) {
  const folder = await mkdtemp(join(tmpdir(), 'framewright-films-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const samples: Sample[] = []
  let films = 0

  const keep = (name: string, media: AssetFacts['media'], more: { text?: string } = {}): Sample => {
    const sha256 = createHash('sha256').update(name).digest('hex')
    const assetId = `00000000-0000-4000-8000-${String(samples.length).padStart(12, '0')}`
    const sample = { path: join(folder, name), facts: { assetId, sha256, sizeBytes: 1, media, ...more } }
    samples.push(sample)
    return sample
  }
  const make = async (name: string, args: readonly string[], media: AssetFacts['media']): Promise<Sample> => {
    await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, join(folder, name)])
    return keep(name, media)
  }

  const scratchOf = (film: number): string => join(folder, `film ${film}, it's [a] test; 100%`)
  const pathOf = (sha256: string): string => samples.find(({ facts }) => facts.sha256 === sha256)?.path ?? ''
  const commandsFor = (edit: Edit): Promise<FfmpegCommand[]> => commandsOf(planOf(edit, samples))

  const commandsOf = async (plan: RenderPlan): Promise<FfmpegCommand[]> => {
    films += 1
    const scratch = scratchOf(films)
    await mkdir(scratch)
    return buildCommands(plan, {
      folder: scratch,
      sourcePath: pathOf,
    })
  }

  return {
    folder,
    sourcePath: pathOf,

    /** Frame n of it has the luma `20 + step * n` all over; a key frame each dozen, B frames between. */
    counted: (name: string, rate: Rational, frames: number, step = 2) =>
      make(
        name,
        [
          ...['-f', 'lavfi', '-i', `color=black:s=2x2:r=${rate.num}/${rate.den}`],
          ...[
            '-vf',
            `format=yuv420p,geq=lum='20+${step}*N':cb=128:cr=128,scale=${width}:${height}:flags=neighbor`,
            '-frames:v',
            String(frames),
          ],
          ...['-c:v', 'libx264', '-qp', '1', '-g', '12', '-bf', '2', '-colorspace', 'bt709'],
        ],
        videoFacts(rate, frames),
      ),

    /** Whatever ffmpeg makes of it, known by what a probe finds. */
    found: async (name: string, args: readonly string[]): Promise<Sample> => {
      const path = join(folder, name)
      await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, path])
      return keep(name, await probeMedia(path, { timeoutMs: 60_000 }))
    },

    /** Some bytes, known by what a probe finds. */
    file: async (name: string, bytes: Uint8Array | string): Promise<Sample> => {
      await writeFile(join(folder, name), bytes)
      const media = await probeMedia(join(folder, name), { timeoutMs: 60_000 })
      return keep(name, media, media.kind === 'subtitles' ? { text: String(bytes) } : {})
    },

    /** The pictures of another sample, in another file. */
    encoded: (from: Sample, name: string, container: string, args: readonly string[]) =>
      make(name, ['-i', from.path, ...args], { ...from.facts.media, container }),

    /** Frames of a length each, in thousandths of a second; frame n has the luma `20 + 20 * n`. */
    uneven: (name: string, lengthsMs: readonly number[]) => {
      const starts = lengthsMs.map((_, at) => lengthsMs.slice(0, at).reduce((sum, one) => sum + one, 0))
      const times = starts.map((start, at) => `eq(N,${at})*${start}`).join('+')
      const total = lengthsMs.reduce((sum, one) => sum + one, 0)
      return make(
        name,
        [
          ...['-f', 'lavfi', '-i', `color=black:s=${width}x${height}:r=25`],
          ...['-vf', `format=yuv420p,geq=lum='20+20*N':cb=128:cr=128,settb=1/1000,setpts='${times}'`],
          ...['-frames:v', String(lengthsMs.length), '-fps_mode', 'passthrough', '-enc_time_base', '1:1000'],
          ...['-c:v', 'libx264', '-qp', '1', '-g', '100'],
        ],
        {
          ...videoFacts({ num: 25, den: 1 }, lengthsMs.length),
          durationSeconds: total / 1000,
          container: 'matroska,webm',
        },
      )
    },

    /** One colour, as a video with sound or without. */
    plain: (name: string, color: string, seconds: number, sound?: string) =>
      make(
        name,
        [
          ...['-f', 'lavfi', '-i', `color=${color}:s=${width}x${height}:r=30:d=${seconds}`],
          ...(sound === undefined ? [] : ['-f', 'lavfi', '-i', `${sound}:d=${seconds}`]),
          ...['-vf', 'format=gbrp,scale=out_color_matrix=bt709,format=yuv420p'],
          ...['-c:v', 'libx264', '-qp', '1', '-colorspace', 'bt709', '-c:a', 'pcm_s16le', '-ar', '48000'],
          ...['-f', 'mov'],
        ],
        {
          ...videoFacts({ num: 30, den: 1 }, Math.round(seconds * 30)),
          audio: sound === undefined ? null : soundFacts(seconds),
        },
      ),

    image: (name: string, filters: string, size: { width: number; height: number }, hasAlpha = false) =>
      make(name, ['-f', 'lavfi', '-i', filters, '-frames:v', '1'], {
        kind: 'image',
        container: 'png_pipe',
        durationSeconds: null,
        video: { ...picture({ num: 25, den: 1 }, 1), ...size, codec: 'png', hasAlpha, pixelFormat: 'rgba' },
        audio: null,
      }),

    /** So many PNGs of one size, frame after frame of a filter, by what is known of each. */
    stills: async (name: string, filters: string, count: number, hasAlpha = false): Promise<Sample[]> => {
      const path = join(folder, `${name}-%d.png`)
      const args = ['-f', 'lavfi', '-i', filters, '-frames:v', String(count), '-start_number', '0', path]
      await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args])
      const video = { ...picture({ num: 25, den: 1 }, 1), codec: 'png', hasAlpha }
      const facts = { kind: 'image', container: 'png_pipe', durationSeconds: null, audio: null } as const
      const pixelFormat = hasAlpha ? 'rgba' : 'rgb24'
      return Array.from({ length: count }, (_, at) =>
        keep(`${name}-${at}.png`, { ...facts, video: { ...video, pixelFormat } }),
      )
    },

    sound: (name: string, source: string, seconds: number, args: readonly string[] = [], channels = 2) =>
      make(name, ['-f', 'lavfi', '-i', source, '-t', String(seconds), ...args], {
        kind: 'audio',
        container: name.endsWith('.m4a') ? 'mov,mp4,m4a,3gp,3g2,mj2' : (name.split('.').at(-1) ?? ''),
        durationSeconds: seconds,
        video: null,
        audio: { ...soundFacts(seconds), channels },
      }),

    plan: (edit: Edit): RenderPlan => planOf(edit, samples),
    commands: commandsFor,

    /** All samples so far, as an edit names them. */
    assets: () => new Map(samples.map(({ facts }) => [facts.assetId, facts])),

    /** Renders an edit, and says where its outputs are. `flags` are global options for the runs that have none of them. */
    render(edit: Edit, flags: readonly string[] = []): Promise<string[]> {
      return this.renderPlan(planOf(edit, samples), flags)
    },

    async renderPlan(plan: RenderPlan, flags: readonly string[] = []): Promise<string[]> {
      const commands = await commandsOf(plan)
      for (const command of commands) await perform(command, flags)
      const made = commands.flatMap((command) => command.outputs)
      const scratch = scratchOf(films)
      return plan.outputs.map(({ name, container }, at) => {
        // Captions alone are written once all is finished.
        return made.find((file) => file.name === name)?.path ?? outputPath(scratch, at, container)
      })
    },

    /** The frames that the first output is encoded from, one after the other, as they are. */
    compose(edit: Edit, flags: readonly string[] = []): Promise<Buffer> {
      return this.composePlan(planOf(edit, samples), flags)
    },

    async composePlan(plan: RenderPlan, flags: readonly string[] = []): Promise<Buffer> {
      const commands = await commandsOf(plan)
      const last = commands.at(-1)
      assert(last !== undefined, 'there is a picture')
      const paths = last.goesBy?.paths ?? []
      for (const one of commands)
        if (one.outputs.some((output) => paths.includes(output.path))) await perform(one, flags)
      const command = await completed(last)
      const args = command.args.slice(0, command.args.indexOf('-map') + 2)
      const path = join(folder, `frames ${films}`)
      // Behind the command's own, of which they may take the place.
      const asFrames = [...flags, '-fps_mode', 'passthrough', '-f', 'rawvideo', path]
      await perform({ ...command, args: [...args, ...asFrames] })
      return readFile(path)
    },

    /** Its sound alone, as it goes into the first output. */
    async renderSound(edit: Edit): Promise<string> {
      for (const command of await commandsFor(edit)) {
        await perform(command)
        const { name = '', path = '' } = command.outputs[0] ?? {}
        // What is only measured goes nowhere, and what is only added up goes on.
        if (command.args.at(-1) !== '-' && !name.startsWith('sound:mix-')) return path
      }
      assert.fail('there is sound')
    },
  }
}

export async function perform(command: FfmpegCommand, flags: readonly string[] = []): Promise<void> {
  const { args, files, outputs } = await completed(command)
  for (const { path } of [...files, ...outputs]) await mkdir(dirname(path), { recursive: true })
  for (const file of files) await makeFile(file)
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...withFlags(args, flags)])
}

/** The run of the sound keeps the flags of the processor that it has; any other option is replaced. */
function withFlags(args: readonly string[], flags: readonly string[]): readonly string[] {
  const [name, value] = flags
  const at = args.findIndex((arg) => arg === name)
  if (at < 0 || value === undefined) return [...flags, ...args]
  return name === '-cpuflags' ? args : args.map((arg, argAt) => (argAt === at + 1 ? value : arg))
}

function planOf(edit: Edit, samples: readonly Sample[]): RenderPlan {
  const resolution = resolveEdit(edit, new Map(samples.map(({ facts }) => [facts.assetId, facts])))
  assert(resolution.ok, JSON.stringify(resolution.ok ? null : resolution.problems))
  return planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
}

function picture(rate: Rational, frames: number) {
  return {
    codec: 'h264',
    width,
    height,
    pixelFormat: 'yuv420p',
    frameRate: rate,
    frameCount: frames,
    durationSeconds: null,
    rotationDegrees: 0,
    hasAlpha: false,
    colorSpace: 'bt709',
  }
}

function videoFacts(rate: Rational, frames: number): AssetFacts['media'] {
  return {
    kind: 'video',
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    durationSeconds: (frames * rate.den) / rate.num,
    video: picture(rate, frames),
    audio: null,
  }
}

const soundFacts = (seconds: number) => ({
  codec: 'pcm_s16le',
  sampleRateHz: 48_000,
  channels: 2,
  durationSeconds: seconds,
})

/** One output, in the test's own size; H.264 as good as the preset allows. */
export const edit = (
  fps: number | Rational,
  tracks: Edit['tracks'],
  outputs: Edit['outputs'] = [{ name: 'film', preset: 'standard', crf: 12 }],
): Edit => ({ schemaVersion: 1, canvas: { width, height, fps }, tracks, outputs })

export interface Frame {
  /** 0 to 255, rows one after the other. */
  readonly red: Uint8Array
  readonly green: Uint8Array
  readonly blue: Uint8Array
  readonly luma: Uint8Array
  readonly width: number
}

async function planesOf(path: string, filters: string): Promise<Buffer> {
  const args = ['-v', 'error', '-i', path, '-vf', filters, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-']
  return (await run('ffmpeg', args, mostOutput)).stdout
}

/** Every frame of a film. */
export async function framesIn(path: string, size = { width, height }): Promise<Frame[]> {
  const pixels = size.width * size.height
  const [luma, colors] = await Promise.all([
    planesOf(path, 'extractplanes=y,format=gray'),
    planesOf(path, 'scale=in_color_matrix=bt709:flags=bicubic+accurate_rnd,format=gbrp'),
  ])
  return Array.from({ length: luma.length / pixels }, (_, at) => {
    const plane = (from: Buffer, index: number) =>
      new Uint8Array(from.subarray(index * pixels, (index + 1) * pixels))
    return {
      green: plane(colors, 3 * at),
      blue: plane(colors, 3 * at + 1),
      red: plane(colors, 3 * at + 2),
      luma: plane(luma, at),
      width: size.width,
    }
  })
}

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The mean of a plane, in an area of it. */
export function mean(frame: Frame, area: Area, plane: 'red' | 'green' | 'blue' | 'luma' = 'luma'): number {
  let sum = 0
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) sum += frame[plane][y * frame.width + x] ?? 0
  }
  return sum / (area.width * area.height)
}

export const whole: Area = { x: 0, y: 0, width, height }

/** The mean luma of every frame of a film. */
export async function lumasIn(path: string): Promise<number[]> {
  const luma = await planesOf(path, 'extractplanes=y,format=gray')
  const pixels = width * height
  return Array.from({ length: luma.length / pixels }, (_, at) => {
    const frame = luma.subarray(at * pixels, (at + 1) * pixels)
    return frame.reduce((sum, one) => sum + one, 0) / pixels
  })
}

/** The samples of a channel, the left one if nothing is said, from -1 to 1. */
export async function samplesIn(path: string, channel: 0 | 1 = 0): Promise<Float32Array> {
  const args = ['-v', 'error', '-i', path, '-map', '0:a:0', '-f', 'f32le', '-ac', '2', '-ar', '48000', '-']
  const { stdout } = await run('ffmpeg', args, mostOutput)
  const bytes = new Uint8Array(stdout)
  const both = new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4))
  return both.filter((_, at) => at % 2 === channel)
}

/** Root mean square, in decibels of full scale. */
export function levelDb(samples: Float32Array, from: number, to: number): number {
  const part = samples.subarray(from, to)
  const power = part.reduce((sum, one) => sum + one * one, 0) / part.length
  return 10 * Math.log10(power)
}

export async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

interface Probed {
  readonly streams: readonly Readonly<Record<string, unknown>>[]
  readonly format: Readonly<Record<string, string | undefined>>
}

export async function probed(path: string): Promise<Probed> {
  const args = ['-v', 'error', '-show_streams', '-show_format', '-count_packets', '-of', 'json', path]
  return JSON.parse((await run('ffprobe', args)).stdout) as Probed
}

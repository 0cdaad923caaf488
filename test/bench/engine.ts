/** The engine alone, without the service round it: five edits beside ffmpeg by hand and beside melt, in turn. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildCommands, probeMedia, runFfmpeg } from '@framewright/ffmpeg'
import type { AssetFacts, Edit, VideoClip } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, resolveEdit, type RenderPlan } from '@framewright/timeline'
import { bunny } from './bunny.ts'
import { engineFilms, type EngineFilm } from './engine-films.ts'
import { figure, median, type Figure } from './figures.ts'
import { medianPsnr } from './likeness.ts'
import { peakBytesOf } from './memory.ts'

const rounds = 3
const byHandAim = 1.03
const meltAim = 1
const planAimSeconds = 1
/** Two encodings of one picture are this near to each other, letters a few pixels apart included; those of two are not. */
const samePictureDb = 25
const assetId = '00000000-0000-4000-8000-000000000001'

const fonts = dirname(
  createRequire(new URL('../../packages/ffmpeg/package.json', import.meta.url)).resolve(
    'dejavu-fonts-ttf/package.json',
  ),
)
const font = join(fonts, 'ttf', 'DejaVuSans.ttf')

const encoder = ['-preset', 'fast', '-crf', '20', '-profile:v', 'high', '-threads', '4', '-g', '60']

/** Tells of each film as soon as it is measured: all of them take some ten minutes. */
export async function measureEngine(tell: (title: string, found: readonly Figure[]) => void): Promise<void> {
  const facts = await bunnyFacts()
  const folder = mkdtempSync(join(tmpdir(), 'framewright-bench-'))
  try {
    for (const film of engineFilms({ path: bunny, assetId, font }))
      tell(`The engine: ${film.name}`, await measureFilm(film, facts, folder))
    tell('The engine: planning', measurePlan(facts))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const bunnyFacts = async (): Promise<AssetFacts> => ({
  ...{ assetId, sha256: '0'.repeat(64), sizeBytes: 0 },
  media: await probeMedia(bunny, { timeoutMs: 60_000 }),
})

async function measureFilm(film: EngineFilm, facts: AssetFacts, folder: string): Promise<Figure[]> {
  const { name } = film
  const [byHand, byMelt] = [join(folder, 'by-hand.mp4'), join(folder, 'melt.mp4')]
  const seconds = { ours: [] as number[], hand: [] as number[], melt: [] as number[] }
  let ours = ''
  for (let round = 0; round < rounds; round += 1) {
    seconds.hand.push(await secondsOf(() => runTool('ffmpeg', handArgs(film, byHand))))
    seconds.melt.push(await secondsOf(() => runTool('melt', meltArgs(film, byMelt))))
    seconds.ours.push(await secondsOf(async () => (ours = await render(film.edit, facts, folder))))
  }
  const [our, hand, melt] = [median(seconds.ours), median(seconds.hand), median(seconds.melt)]
  const atLeast = samePictureDb
  return [
    figure(`${name}: Framewright, median`, our, 's'),
    figure(`${name}: to ffmpeg by hand`, our / hand, '', { atMost: byHandAim }),
    figure(`${name}: to melt`, our / melt, '', { atMost: meltAim }),
    figure(`${name}: likeness to that by hand`, medianPsnr(ours, byHand), 'dB', { atLeast }),
    figure(`${name}: likeness to that of melt`, medianPsnr(ours, byMelt), 'dB'),
  ]
}

/** In-process, as a worker does it: resolved, planned, and its commands run one after the other. */
async function render(edit: Edit, facts: AssetFacts, folder: string): Promise<string> {
  const own = join(folder, 'ours')
  rmSync(own, { recursive: true, force: true })
  mkdirSync(own)
  const commands = buildCommands(planOf(edit, facts), { folder: own, sourcePath: () => bunny })
  const { signal } = new AbortController()
  for (const command of commands)
    await runFfmpeg(command, { signal, timeoutMs: 600_000, onProgress: () => {} })
  return commands.at(-1)!.outputs[0]!.path
}

function planOf(edit: Edit, facts: AssetFacts): RenderPlan {
  const resolution = resolveEdit(edit, new Map([[assetId, facts]]))
  assert(resolution.ok, JSON.stringify(resolution))
  return planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
}

function handArgs({ ffmpeg, frameCount }: EngineFilm, output: string): string[] {
  return [
    ...['-y', '-hide_banner', '-v', 'error', '-nostdin'],
    ...ffmpeg.inputs.flatMap(([start, length]) => ['-ss', String(start), '-t', String(length), '-i', bunny]),
    ...[
      '-filter_complex',
      ffmpeg.graph,
      '-map',
      '[v]',
      '-map',
      '[a]',
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuv420p',
      ...encoder,
    ],
    ...['-x264-params', 'cpu-independent=1', '-frames:v', String(frameCount)],
    ...['-c:a', 'aac', '-b:a', '192k', '-movflags', '+faststart', output],
  ]
}

function meltArgs({ melt }: EngineFilm, output: string): string[] {
  const ours = [
    'preset=fast',
    'crf=20',
    'vprofile=high',
    'threads=4',
    'g=60',
    'x264-params=cpu-independent=1',
  ]
  const consumer = [
    `avformat:${output}`,
    'vcodec=libx264',
    ...ours,
    'acodec=aac',
    'ab=192k',
    'movflags=+faststart',
  ]
  // Negative: as many frames at once, and none is dropped.
  return ['-silent', '-profile', 'atsc_720p_30', ...melt, '-consumer', ...consumer, 'real_time=-2']
}

function runTool(tool: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(tool, args, {
    encoding: 'utf8',
    env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' },
  })
  if (status !== 0) throw new Error(`${tool} fails: ${stderr || String(error)}`)
}

async function secondsOf(work: () => unknown): Promise<number> {
  const startedMs = performance.now()
  await work()
  return (performance.now() - startedMs) / 1000
}

/** An hour of 500 clips, with their sound. */
function hourOf(): Edit {
  const clips = Array.from({ length: 500 }, (_, at): VideoClip => ({
    ...{ type: 'video', asset: assetId, in: at % 20, duration: 7.2 },
  }))
  return {
    schemaVersion: 1,
    canvas: { width: 1280, height: 720, fps: 30 },
    tracks: [{ kind: 'video', clips }],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
}

/** From JSON to argv. */
function measurePlan(facts: AssetFacts): Figure[] {
  const startedMs = performance.now()
  buildCommands(planOf(hourOf(), facts), { folder: '/scratch', sourcePath: () => bunny })
  const seconds = (performance.now() - startedMs) / 1000
  return [figure('an hour of 500 clips, from edit to argv', seconds, 's', { atMost: planAimSeconds })]
}

/** Its slices are alike: one of so many is made, with all of the sound. */
const slicesPerSample = 8

/** It takes some minutes: a part of its own. */
export async function measureHour(tell: (title: string, found: readonly Figure[]) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-bench-'))
  let peak = 0
  try {
    const plan = planOf(hourOf(), await bunnyFacts())
    const { signal } = new AbortController()
    const commands = buildCommands(plan, { folder, sourcePath: () => bunny })
    const slices = commands.filter(({ outputs }) => outputs.some(({ name }) => name.startsWith('slice-')))
    const sampled = slices.filter((_, at) => at % slicesPerSample === 0)
    const sound = commands.slice(0, commands.indexOf(slices[0]!))
    for (const command of [...sound, ...sampled]) {
      let pid = 0
      await runFfmpeg(command, {
        ...{ signal, timeoutMs: 3_600_000, onStarted: (started) => (pid = started) },
        onProgress: () => (peak = Math.max(peak, peakBytesOf(pid))),
      })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const mebibytes = peak / 1024 / 1024
  tell('An hour of 500 clips, sound and one slice of eight', [
    figure('peak memory of its ffmpegs', mebibytes, 'MiB', { atMost: 1024 }),
  ])
}

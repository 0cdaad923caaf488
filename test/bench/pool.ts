/**
 * Fifty films submitted at once, from the first POST to the news of the last, beside the very same ffmpeg commands run by a
 * pool of the shell (`xargs -P`) that is as wide as the fleet has slots. Before, after and between them nothing else runs.
 */
import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCommands } from '@framewright/ffmpeg'
import type { Edit, WorkerList } from '@framewright/schemas'
import { bunny } from './bunny.ts'
import { figure, type Figure } from './figures.ts'
import { planOf } from './plan-of.ts'
import { renderMany } from './render-many.ts'
import type { Subject } from './subject.ts'

const films = 50
const ratioAim = 1.1

/** Ten seconds as they are put on a page, with words over them; each from somewhere else. */
const filmOf = (asset: string, at: number): Edit => ({
  schemaVersion: 1,
  canvas: { width: 640, height: 360, fps: 30 },
  tracks: [
    { kind: 'video', clips: [{ type: 'video', asset, start: 0, in: (at % 10) * 2, duration: 10 }] },
    { kind: 'video', clips: [{ type: 'text', text: `Film ${at}`, start: 0.5, duration: 3 }] },
  ],
  outputs: [{ name: 'film', preset: 'standard' }],
})

export async function measurePool({ client, folder }: Subject): Promise<Figure[]> {
  const { workers } = (await client.request('GET', '/renders/workers')).json<WorkerList>()
  const width = workers.reduce((sum, { slots }) => sum + slots, 0)
  const scripts = await Promise.all(
    Array.from({ length: films }, (_, at) => writeScript(join(folder, `pool-${at}`), at)),
  )
  const before = runPool(scripts, width)
  const { assetId } = await client.upload(bunny)
  const ours = await renderMany(client, {
    editOf: (at) => filmOf(assetId, at),
    ...{ count: films, submitters: films },
  })
  const pool = (before + runPool(scripts, width)) / 2
  return [
    figure(`${films} films at once, ${width} slots`, ours, 's'),
    figure(`baseline: their commands in a pool of ${width}, mean of before and after`, pool, 's'),
    figure('films at once to the pool', ours / pool, '', { atMost: ratioAim }),
  ]
}

/** The commands of a film, its sound's first, as a script of the shell, with the files that they read beside it. */
async function writeScript(folder: string, at: number): Promise<string> {
  mkdirSync(folder)
  const plan = await planOf((asset) => filmOf(asset, at), bunny)
  const commands = buildCommands(plan, { folder, sourcePath: () => bunny })
  const lines = commands.map(({ args, files, goesBy }) => {
    assert(goesBy === undefined, 'none goes by what another has measured')
    for (const file of files) {
      assert('text' in file, 'it reads texts of ours, and nothing else')
      writeFileSync(file.path, file.text)
    }
    const quoted = args.map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`)
    return `ffmpeg -v error -nostdin -y ${quoted.join(' ')}\n`
  })
  const script = join(folder, 'film.sh')
  writeFileSync(script, `set -e\n${lines.join('')}`)
  return script
}

/** In seconds. */
function runPool(scripts: readonly string[], width: number): number {
  const startedMs = performance.now()
  const { status, stderr } = spawnSync('xargs', ['-P', String(width), '-n', '1', 'sh'], {
    input: scripts.join('\n'),
    encoding: 'utf8',
  })
  assert(status === 0, `the pool has failed: ${stderr}`)
  return (performance.now() - startedMs) / 1000
}

import { strict as assert } from 'node:assert'
import { mkdir } from 'node:fs/promises'
import { buildCommands, completed, runFfmpeg } from '@framewright/ffmpeg'
import type { Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, resolveEdit, type RenderPlan } from '@framewright/timeline'
import type { Samples } from './samples.ts'
import type { Shot } from './sheets.ts'
import { pictureSize } from './tile.ts'

const timeoutMs = 120_000

/** Where the picture is, which the engine has written its label on. */
export async function takeStill(shot: Shot, samples: Samples, folder: string): Promise<string> {
  const { label, atSeconds, tracks, ...named } = shot
  const edit = { ...labelled(label, tracks, atSeconds), ...named }
  const { paths } = await renderEdit(edit, samples, folder)
  return paths.at(-1) ?? ''
}

/** Its plan, and where its outputs are. */
export async function renderEdit(
  edit: Edit,
  samples: Samples,
  folder: string,
): Promise<{ plan: RenderPlan; paths: readonly string[] }> {
  await mkdir(folder, { recursive: true })
  const resolution = resolveEdit(edit, samples.facts)
  assert(resolution.ok, JSON.stringify(resolution))
  const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
  const commands = buildCommands(plan, { folder, sourcePath: (sha256) => samples.pathOf(sha256) })
  const { signal } = new AbortController()
  for (const command of commands)
    await runFfmpeg(await completed(command), { signal, timeoutMs, onProgress: () => {} })
  const made = commands.flatMap(({ outputs }) => outputs)
  return { plan, paths: plan.outputs.map(({ name }) => made.find((each) => each.name === name)?.path ?? '') }
}

function labelled(label: string, tracks: Edit['tracks'], at: number): Edit {
  return {
    schemaVersion: 1,
    canvas: { ...pictureSize, fps: 25 },
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

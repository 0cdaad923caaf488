/** What must hold of every edit there is: it becomes the film that its plan says, or it is refused in a way that helps. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { canonicalJson, type Edit } from '@framewright/schemas'
import {
  cpuEncoders,
  pipelineVersion,
  planRender,
  resolveEdit,
  type EditProblem,
} from '@framewright/timeline'
import type { Arbitrary } from 'fast-check'
import { randomEdit } from '../../../test/support/random-edit.ts'
import { buildCommands } from '../src/command.ts'
import { finishOutput } from '../src/parts/finish-output.ts'
import { openStudio } from './films.ts'

export interface RandomFilms {
  readonly studio: Awaited<ReturnType<typeof openStudio>>
  readonly edits: Arbitrary<Edit>
  /** Plans it. Whether it is a film; if not, its refusal names the place and what to do. */
  isFilm(edit: Edit): boolean
  /** Renders one that is a film, and looks at each of its files. */
  render(edit: Edit): Promise<void>
}

const verifyMs = 60_000
const { resolve } = createRequire(import.meta.url)

export async function openRandomFilms(t: Parameters<typeof openStudio>[0]): Promise<RandomFilms> {
  const studio = await openStudio(t)
  const video = await studio.plain('red.mov', '0xc00000', 2, 'sine=440')
  const several = await studio.found('several.mov', [
    ...['-f', 'lavfi', '-i', 'aevalsrc=0.1*sin(2000*t):s=48000:d=2', '-f', 'lavfi'],
    ...['-i', 'aevalsrc=0.1|0|0.2*sin(3000*t)|0|0|0.1:s=44100:d=2:c=5.1', '-map', '0', '-map', '1'],
    ...['-metadata:s:a:1', 'language=deu', '-c:a', 'aac'],
  ])
  const silent = await studio.plain('blue.mov', '0x0000c0', 2)
  const photo = await studio.image('photo.png', 'testsrc=s=64x48', { width: 64, height: 48 })
  const logo = await studio.image('logo.png', 'color=0xff000080:s=32x32,format=rgba', square(32), true)
  const frames = await studio.stills('frame', 'testsrc=s=160x90:r=10,format=rgb24', 3)
  const clear = await studio.stills('clear', 'testsrc=s=160x90:r=10,format=rgba', 1, true)
  const drawing = await studio.file(
    'drawing.svg',
    '<svg viewBox="0 0 30 20" xmlns="http://www.w3.org/2000/svg"><circle cx="9" cy="9" r="8" fill="#08f8"/></svg>',
  )
  const tone = await studio.sound('tone.wav', 'sine=880', 2, [], 1)
  const lut = await studio.file('warm.cube', 'LUT_1D_SIZE 2\n0 0 0\n1 0.9 0.7\n')
  const font = await studio.file(
    'oblique.ttf',
    await readFile(resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Oblique.ttf')),
  )
  const subtitles = await studio.file('said.srt', '1\n00:00:00,000 --> 00:00:00,600\nHi {\\b1}\n')
  const idsOf = (...samples: (typeof video)[]) => samples.map(({ facts }) => facts.assetId)

  return {
    studio,
    edits: randomEdit({
      video: idsOf(video, silent),
      image: idsOf(photo, logo, drawing),
      frames: idsOf(...frames, ...clear),
      audio: idsOf(tone, several),
      lut: idsOf(lut),
      font: idsOf(font),
      subtitles: idsOf(subtitles),
    }),
    isFilm: (edit) => {
      const resolution = resolveEdit(edit, studio.assets())
      if (!resolution.ok) {
        for (const problem of resolution.problems) checkProblem(edit, problem)
        return false
      }
      const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
      const json = canonicalJson(plan)
      assert.equal(canonicalJson(JSON.parse(json)), json, 'a plan is plain JSON')
      const commands = buildCommands(plan, { folder: '/scratch', sourcePath: (sha256) => `/${sha256}` })
      // Captions alone are no work of FFmpeg's.
      assert.equal(
        commands.length > 0,
        plan.outputs.some(({ video, audio }) => video !== null || audio !== null),
      )
      return true
    },
    render: async (edit) => {
      const paths = await studio.render(edit)
      const plan = studio.plan(edit)
      assert.equal(paths.length, plan.outputs.length)
      for (const [at, output] of plan.outputs.entries()) {
        const { signal } = new AbortController()
        await finishOutput(plan, output, paths[at] ?? '', { timeoutMs: verifyMs, signal })
      }
    },
  }
}

const square = (side: number) => ({ width: side, height: side })

/** It names something that is in the edit, or that is missing from something that is. */
function checkProblem(edit: Edit, { pointer, message, remedy }: EditProblem): void {
  assert(message.length > 0 && remedy.length > 0)
  const around = pointer.split('/').slice(1, -1)
  const found = around.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], edit)
  assert(typeof found === 'object' && found !== null, `${pointer} is a place in the edit`)
}

/**
 * The demo's edit through Framewright, from the POST to the news of its completion over the WebSocket, beside the same edit
 * as one ffmpeg command written by hand. In turn, several times, so that whatever else the machine does meets both.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { demoEdit } from '../../deploy/demo/src/edit.ts'
import { bunny } from './bunny.ts'
import { byHand } from './by-hand.ts'
import { figure, median, type Figure } from './figures.ts'
import { medianPsnr } from './likeness.ts'
import type { Subject } from './subject.ts'

const pairs = 5
const ratioAim = 1.05
/** Two encodings of one picture are this near to each other; those of two pictures are not. */
const samePictureDb = 30

const fonts = join(
  dirname(
    createRequire(new URL('../../packages/ffmpeg/package.json', import.meta.url)).resolve(
      'dejavu-fonts-ttf/package.json',
    ),
  ),
  'ttf',
)

export async function measureDemoEdit({ client, folder }: Subject): Promise<Figure[]> {
  const asset = await client.upload(bunny)
  const edit = demoEdit(asset.assetId)
  const output = join(folder, 'by-hand.mp4')
  const args = byHand({
    bunny,
    font: join(fonts, 'DejaVuSans.ttf'),
    boldFont: join(fonts, 'DejaVuSans-Bold.ttf'),
    output,
  })
  const watch = await client.watch('*')
  const handSeconds: number[] = []
  const ourSeconds: number[] = []
  let renderId = ''
  for (let pair = 0; pair < pairs; pair += 1) {
    const handMs = performance.now()
    const { status, stderr } = spawnSync('ffmpeg', args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`the command written by hand fails: ${stderr}`)
    handSeconds.push((performance.now() - handMs) / 1000)

    const ourMs = performance.now()
    ;({ renderId } = await client.submit(edit, { project: 'bench' }))
    await watch.untilStatus(renderId, 'completed', 600_000)
    ourSeconds.push((performance.now() - ourMs) / 1000)
  }
  await watch.close()
  const ours = join(folder, 'ours.mp4')
  writeFileSync(ours, await client.download(renderId))
  return [
    figure('demo edit through Framewright, median', median(ourSeconds), 's'),
    figure('baseline: by hand, one ffmpeg command, median', median(handSeconds), 's'),
    figure('Framewright to by hand, ratio of medians', median(ourSeconds) / median(handSeconds), '', {
      atMost: ratioAim,
    }),
    figure('likeness of the two films, median of frames', medianPsnr(ours, output), 'dB', {
      atLeast: samePictureDb,
    }),
  ]
}

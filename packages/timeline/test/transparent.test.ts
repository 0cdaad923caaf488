import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender } from '../src/index.ts'
import { clip, edit, pictures, resolved, warningsOf } from './edits.ts'

const film = (background: string | undefined, ...presets: string[]): Edit => {
  const canvas = { width: 1280, height: 720, fps: 30, ...(background === undefined ? {} : { background }) }
  const outputs = presets.map((preset) => ({ name: preset, preset }))
  return edit([pictures(clip())], { canvas, outputs })
}
const planOf = (given: Edit) => planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion })

test('a transparent canvas is one where an output keeps it, and black where none does', async (t) => {
  const clear = planOf(film('transparent', 'prores_4444', 'web', 'still_png', 'standard'))
  t.match(clear, { isTransparent: true, background: '000000', pixelFormat: 'yuv422p10le' })
  t.same(
    clear.outputs.map(({ video, expected }) =>
      [video, expected].map((one) => one !== null && 'hasAlpha' in one),
    ),
    [...Array.from({ length: 3 }, () => [true, true]), [false, false]],
  )
  t.same(planOf(film('transparent', 'standard')), planOf(film('#000000', 'standard')))
  t.same(planOf(film(undefined, 'prores_4444')), planOf(film('#000000', 'prores_4444')))
})

test('what shows black instead says so', async (t) => {
  t.same(warningsOf(film('transparent', 'web', 'standard')), ['TRANSPARENCY_LOST /outputs/1/preset'])
  t.same(warningsOf(film('#ff0000', 'standard')), [])
})

test('ProRes is planned in the profile of its preset', async (t) => {
  const presets = ['high_quality', 'prores_proxy', 'prores_lt', 'prores_422', 'prores_4444']
  const { outputs } = planOf(film(undefined, ...presets))
  t.same(
    outputs.map(({ video }) => video !== null && 'profile' in video && video.profile),
    [false, 'proxy', 'lt', 'standard', '4444'],
  )
})

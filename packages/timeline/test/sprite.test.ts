import { strict as assert } from 'node:assert'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { edit, pictures, problemsOf, resolved } from './edits.ts'

const film = (seconds: number, output: Partial<Edit['outputs'][number]> = {}) =>
  edit([pictures({ type: 'text', text: 'Hello', duration: seconds })], {
    canvas: { width: 1280, height: 720, fps: 30 },
    outputs: [{ name: 'scrub', preset: 'sprite', ...output }],
  })
const spriteOf = (given: Edit) => {
  const [output] = resolved(given).outputs
  assert(output !== undefined && 'sprite' in output && output.sprite !== undefined)
  const { everyFrames, tileCount, columns, rows } = output.sprite
  return [everyFrames, tileCount, columns, rows]
}

test('the longer a film, the further apart are the pictures of its sprite', async (t) => {
  t.same(spriteOf(film(0.5)), [30, 1, 1, 1])
  t.same(spriteOf(film(7.5)), [30, 8, 5, 2])
  t.same(spriteOf(film(120)), [30, 120, 5, 5])
  t.same(spriteOf(film(121)), [60, 61, 5, 5])
  t.same(spriteOf(film(3600)), [150, 720, 5, 5])
  t.same(spriteOf(film(3601)), [300, 361, 5, 5])
  t.same(spriteOf(film(7.5, { interval: 2.5 })), [75, 3, 3, 1])
})

test('its pictures are small, in the shape of the canvas', async (t) => {
  t.match(resolved(film(3)).outputs, [{ width: 256, height: 144 }])
  t.match(resolved(film(3, { width: 320 })).outputs, [{ width: 320, height: 180 }])
  t.same(problemsOf(film(3, { width: 1280 })), ['OUTPUT_SIZE /outputs/0/preset'])
})

test('an interval is for sprites alone, and leads to no more pictures than a player loads', async (t) => {
  const pointer = '/outputs/0/interval'
  for (const preset of ['standard', 'poster', 'audio_wav'])
    t.has(problemsOf(film(3, { preset, interval: 1 })), [`INTERVAL_WITHOUT_SPRITE ${pointer}`], preset)
  t.same(problemsOf(film(3600, { interval: 1 })), [])
  t.same(problemsOf(film(3601, { interval: 1 })), [`SPRITE_TOO_LARGE ${pointer}`])
  t.same(problemsOf(film(3, { at: 1 })), ['AT_WITHOUT_STILL /outputs/0/at'], 'it is many stills, and so none')
})

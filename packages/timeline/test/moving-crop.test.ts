import type { Crop, VideoClip } from '@framewright/schemas'
import { test } from 'tap'
import { clip, edit, pictures, problemsOf, resolved } from './edits.ts'

const keys = (...values: [time: number, value: number][]) => values.map(([time, value]) => ({ time, value }))
const film = (crop: Crop, more: Partial<VideoClip> = {}) => edit([pictures(clip({ crop, ...more }))])
const pan: Crop = { left: keys([0, 0], [1, 0.5]), right: keys([0, 0.5], [1, 0]), bottom: 0.5 }
const placed = (crop: Crop, more: Partial<VideoClip> = {}) => resolved(film(crop, more)).tracks[0]?.clips[0]

test('a crop that changes is a window over the source', (t) => {
  t.match(placed(pan), {
    placement: { width: 1280, height: 720 },
    cropWindow: {
      ...{ width: 1920, height: 1080, top: 0, seenWidth: 0.5, seenHeight: 0.5 },
      left: [[0, 0], [30, 0.5], [59, 0.5]], // prettier-ignore
    },
  })
  t.match(placed(pan, { flip: 'horizontal' }), {
    cropWindow: { left: [[0, 0.5], [30, 0], [59, 0]] }, // prettier-ignore
  })
  t.same(placed({ left: keys([0.5, 0.25]) }), placed({ left: 0.25 }), 'one that does not change is a crop')
  t.end()
})

test('what cannot move is refused, and what would leave nothing', (t) => {
  const wider: Crop = { left: keys([0, 0], [1, 0.5]) }
  const where = '/tracks/0/clips/0/crop'
  t.same(problemsOf(film(wider)), [`CROP_CANNOT_MOVE ${where}`])
  t.same(problemsOf(film(wider, { fit: 'cover' })), [])
  t.same(problemsOf(film(pan, { fit: 'blur' })), [`CROP_CANNOT_MOVE ${where}`])
  t.same(problemsOf(film(pan, { kenBurns: { from: {}, to: { zoom: 2 } } })), [`CROP_CANNOT_MOVE ${where}`])
  t.same(problemsOf(film({ left: keys([0, 0], [1, 0.9]), right: 0.2 }, { fit: 'fill' })), [
    `CROP_TOO_LARGE ${where}`,
  ])
  t.same(problemsOf(film({ left: keys([1, 0], [0.5, 0.9]) })), [
    `KEYFRAMES_OUT_OF_ORDER ${where}/left/1/time`,
  ])
  t.end()
})

import type { ShapeClip } from '@framewright/schemas'
import { test } from 'tap'
import { directionOf } from '../src/picture/angle.ts'
import { edit, pictures, problemsOf, resolved, warningsOf } from './edits.ts'

const shown = (shape: ShapeClip['shape'], more: Partial<ShapeClip> = {}) =>
  edit([pictures({ type: 'shape', shape, duration: 1, ...more })])
const stops = (...offsets: number[]) => offsets.map((offset) => ({ offset, color: '#ff0000' }))

test('a shape lies on even pixels in a picture that holds all of it', async (t) => {
  const stroke = { color: '#FF000080', width: 3 }
  const [clip] =
    resolved(shown({ type: 'ellipse', width: 100.5, height: 31, stroke }, { position: { x: 0.25, y: 0.1 } }))
      .tracks[0]?.clips ?? []
  t.match(clip, {
    kind: 'shape',
    // From 268.25 to 371.75, and from 55 to 89.
    placement: { x: 268, y: 54, width: 104, height: 36, scaledWidth: 104, scaledHeight: 36 },
    drawing: {
      ...{ width: 104, height: 36, fill: 'ffffffff', stroke: { color: 'ff000080', width: 3 } },
      outline: { kind: 'ellipse', x: 1.75, y: 2.5, width: 100.5, height: 31 },
    },
    hasAlpha: true,
  })
})

test('only a plain rectangle on whole pixels hides what is below it', async (t) => {
  const whole = { type: 'rectangle', width: 1280, height: 720 } as const
  const hasAlpha = (shape: ShapeClip['shape'], more?: Partial<ShapeClip>) => {
    const [clip] = resolved(shown(shape, more)).tracks[0]?.clips ?? []
    return clip?.kind === 'shape' && clip.hasAlpha
  }
  t.notOk(hasAlpha(whole))
  t.notOk(hasAlpha({ ...whole, fill: { type: 'linear', stops: stops(0, 1) } }))
  t.ok(hasAlpha({ ...whole, fill: '#000000fe' }))
  t.ok(hasAlpha({ ...whole, radius: 0.1 }))
  t.ok(hasAlpha(whole, { position: { x: 0.5001, y: 0.5 } }))
  t.ok(hasAlpha({ ...whole, type: 'ellipse' }))
})

test('what cannot be drawn is refused where it stands', async (t) => {
  const shape = '/tracks/0/clips/0/shape'
  const square = { type: 'rectangle', width: 10, height: 10 } as const
  t.same(problemsOf(shown({ ...square, fill: 'none' })), [`SHAPE_INVISIBLE ${shape}/fill`])
  t.same(problemsOf(shown({ ...square, fill: { type: 'linear', stops: stops(0, 0.6, 0.5) } })), [
    `GRADIENT_STOPS ${shape}/fill/stops/2/offset`,
  ])
  const large = { ...square, width: 8190, stroke: { color: '#000000', width: 4 } }
  t.same(problemsOf(shown(large)), [`PICTURE_TOO_LARGE ${shape}`])
  const given = shown(square)
  const background = { type: 'radial', stops: stops(0.5, 0.4) } as const
  t.same(problemsOf({ ...given, canvas: { ...given.canvas, background } }), [
    'GRADIENT_STOPS /canvas/background/stops/1/offset',
  ])
  t.same(warningsOf(shown(square, { position: { x: -1, y: 0 } })), ['CLIP_OUT_OF_SIGHT /tracks/0/clips/0'])
})

test('a direction is what sine and cosine say, and exact at right angles', async (t) => {
  for (let degrees = 0; degrees <= 360; degrees += 7.5) {
    const { x, y } = directionOf(degrees)
    const wanted = [Math.sin((degrees * Math.PI) / 180), -Math.cos((degrees * Math.PI) / 180)]
    t.ok(Math.max(Math.abs(x - (wanted[0] ?? 0)), Math.abs(y - (wanted[1] ?? 0))) < 1e-15, `${degrees}`)
  }
  t.same(
    [0, 90, 180, 270].map((degrees) => directionOf(degrees)).map(({ x, y }) => [x + 0, y + 0]),
    [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ],
  )
})

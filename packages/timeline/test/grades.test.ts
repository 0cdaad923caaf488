import { test } from 'tap'
import { clip, edit, pictures, problemsOf, resolved, warningsOf } from './edits.ts'
import type { ClipEffect } from '@framewright/schemas'

const film = (...effects: ClipEffect[]) => edit([pictures(clip({ effects }))])
const diagonal = (to = 1) => [
  { x: 0, y: 0 },
  { x: to, y: to },
]
const at = '/tracks/0/clips/0/effects/0'

test('levels and curves keep what changes something, with everything said that was left out', (t) => {
  const plain = { inBlack: 0, inWhite: 1, gamma: 1, outBlack: 0, outWhite: 1 }
  const effects: ClipEffect[] = [
    { type: 'levels', gamma: 2, red: {}, blue: { inBlack: 0.2 } },
    { type: 'curves', green: diagonal(), blue: [...diagonal(0.5), { x: 1, y: 0.9 }] },
    { type: 'duotone', highlights: '#FFcc00' },
  ]
  t.match(resolved(film(...effects)).tracks[0]?.clips[0], {
    effects: [
      { type: 'levels', all: { ...plain, gamma: 2 }, blue: { ...plain, inBlack: 0.2 } },
      {
        type: 'curves',
        blue: [
          [0, 0],
          [0.5, 0.5],
          [1, 0.9],
        ],
      },
      { type: 'duotone', shadows: '000000', highlights: 'ffcc00', amount: 1 },
    ],
  })
  t.notMatch(resolved(film(...effects)).tracks[0]?.clips[0], { effects: [{ red: {} }] })
  t.end()
})

test('grades that change nothing are told, and left out', (t) => {
  const none: ClipEffect[] = [
    { type: 'white-balance' },
    { type: 'exposure', stops: 0 },
    { type: 'tone' },
    { type: 'levels', green: { gamma: 1 } },
    { type: 'curves', master: diagonal() },
    { type: 'hue', degrees: 360 },
    { type: 'vibrance', amount: 0 },
    { type: 'sepia', amount: 0 },
  ]
  t.equal(warningsOf(film(...none)).length, none.length)
  t.notOk('effects' in (resolved(film(...none)).tracks[0]?.clips[0] ?? {}))
  t.end()
})

test('levels without a range and points without an order are refused', (t) => {
  t.same(problemsOf(film({ type: 'levels', green: { inBlack: 0.5, inWhite: 0.5 } })), [
    `LEVELS_INVALID ${at}/green/inBlack`,
  ])
  t.same(problemsOf(film({ type: 'levels', inBlack: 1 })), [`LEVELS_INVALID ${at}/inBlack`])
  t.same(problemsOf(film({ type: 'curves', red: [...diagonal(), { x: 1, y: 0 }] })), [
    `CURVE_POINTS ${at}/red/2/x`,
  ])
  t.end()
})

import assert from 'node:assert/strict'
import { transitionTypes, VideoEffect, VideoTrack, type Edit } from '@framewright/schemas'
import { effectKinds, transitions, type Reach, type RenderPlan } from '@framewright/timeline'
import { test } from 'tap'
import { edit, openStudio } from './films.ts'
import { mayCut, silent, slicedFrames } from './sliced-frames.ts'

type Effect = VideoEffect
type Clip = VideoTrack['clips'][number]
const framesPerSecond = 12
/** What is made of more than the frames at its moment is as good as the same from here on. */
const leastDb = 50

const seconds = (frames: number): number => frames / framesPerSecond

/** In the schema's order, so many at a time. */
const grouped = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))

/** All the frames before which a film may be cut, or as many of them as make `count` slices. */
function bordersIn(plan: RenderPlan, count: number): number[] {
  const canCut = mayCut(plan)
  const possible = Array.from({ length: plan.frameCount - 1 }, (_, at) => at + 1).filter(canCut)
  const wanted = Array.from({ length: count }, (_, at) =>
    Math.floor(((at + 1) * possible.length) / (count + 1)),
  )
  return [...new Set(wanted.map((at) => possible[at] ?? 0))].filter((frame) => frame > 0)
}

function decibels(one: Buffer, other: Buffer): number {
  assert.equal(one.length, other.length)
  const squares = one.reduce((sum, value, at) => sum + (value - (other[at] ?? 0)) ** 2, 0)
  return squares === 0 ? Infinity : 10 * Math.log10((255 * 255 * one.length) / squares)
}

test('a film in chunks has the frames that it has in one piece', async (t) => {
  const studio = await openStudio(t)
  const moving = await studio.found('moving.mp4', [
    ...['-f', 'lavfi', '-i', `testsrc2=s=160x90:r=${framesPerSecond}:d=6`, '-c:v', 'libx264', '-qp', '8'],
  ])
  const pattern = await studio.image('pattern.png', 'testsrc=s=120x80', { width: 120, height: 80 })
  const table = await studio.file('warm.cube', 'LUT_1D_SIZE 2\n0 0 0\n1 0.9 0.7\n')
  const frames = await studio.stills('frame', 'testsrc=s=160x90:r=12,format=rgb24', 12)
  const video = { type: 'video' as const, asset: moving.facts.assetId }
  const image = { type: 'image' as const, asset: pattern.facts.assetId }
  let edits = 0

  async function isSame(what: string, given: Edit, reaches: readonly Reach[], count = 2): Promise<void> {
    edits += 1
    const plan = silent(studio.plan(given))
    const borders = bordersIn(plan, count)
    assert(borders.length > 0, `${what} can be cut`)
    const whole = await studio.composePlan(plan)
    const sliced = await slicedFrames(studio, plan, borders)
    if (reaches.every(({ kind }) => kind === 'frame-local' || kind === 'span'))
      t.ok(sliced.equals(whole), `${what}, cut at ${borders.join(', ')}`)
    else t.ok(decibels(sliced, whole) >= leastDb, `${what}: ${decibels(sliced, whole)} dB`)
  }
  const film = (...tracks: Clip[][]): Edit =>
    edit(
      framesPerSecond,
      tracks.map((clips) => ({ kind: 'video', clips })),
    )

  await t.test('with every effect', async (t) => {
    const grow = (from: number, to: number) => [
      { time: 0, value: from },
      { time: 0.5, value: to },
    ]
    const effects: Readonly<Record<Effect['type'], Effect>> = {
      color: { type: 'color', saturation: grow(0, 2) },
      blur: { type: 'blur', sigma: 2 },
      sharpen: { type: 'sharpen', amount: 2 },
      vignette: { type: 'vignette' },
      'chroma-key': { type: 'chroma-key' },
      lut: { type: 'lut', asset: table.facts.assetId },
      pixelate: { type: 'pixelate', size: 8 },
      grain: { type: 'grain', strength: 0.6 },
      denoise: { type: 'denoise' },
      glow: { type: 'glow', radius: 6 },
      stabilize: { type: 'stabilize' },
      'white-balance': { type: 'white-balance', temperature: grow(0, 0.5) },
      exposure: { type: 'exposure', stops: 1 },
      tone: { type: 'tone', shadows: 0.5 },
      levels: { type: 'levels', gamma: 1.5 },
      curves: {
        type: 'curves',
        master: [
          { x: 0, y: 0.2 },
          { x: 1, y: 0.8 },
        ],
      },
      hue: { type: 'hue', degrees: grow(0, 90) },
      vibrance: { type: 'vibrance', amount: 0.5 },
      grayscale: { type: 'grayscale' },
      sepia: { type: 'sepia' },
      invert: { type: 'invert', amount: 0.8 },
      duotone: { type: 'duotone', shadows: '#001040', highlights: '#ffe0a0' },
      posterize: { type: 'posterize', steps: 4 },
      threshold: { type: 'threshold' },
    }
    const types = VideoEffect.anyOf.map(({ properties }) => properties.type.const)
    for (const some of grouped(types, 2)) {
      const clips = some.map((type, at): Clip => ({
        ...{ ...video, in: at, duration: seconds(6) },
        effects: [effects[type]],
      }))
      await isSame(
        some.join(' and '),
        film([{ ...image, duration: seconds(12) }], clips),
        some.map((type) => effectKinds[type].reach),
      )
    }
    t.equal(edits, 12)
  })

  await t.test('with every transition', async () => {
    for (const some of grouped(transitionTypes, 4)) {
      const others = some.map((type, at): Clip => ({
        ...(at % 2 === 0 ? image : video),
        ...{ duration: seconds(6), transition: { type, duration: seconds(3) } },
      }))
      await isSame(
        some.join(', '),
        film([{ ...video, duration: seconds(6) }, ...others]),
        some.map((type) => transitions[type].reach),
      )
    }
  })

  await t.test('with every kind of clip, however it moves', async (t) => {
    const keyed = [
      { time: 0, value: 0.2 },
      { time: 0.9, value: 1 },
    ]
    const own = { start: 0, duration: 1 }
    const kinds: Readonly<Record<Clip['type'], Clip[]>> = {
      video: [
        { ...video, ...own, speed: 1.7, fadeIn: 0.5, opacity: keyed },
        { ...video, ...own, reverse: true, rotation: 30, scale: keyed },
        { ...video, ...own, in: 5, duration: 1.5, atEnd: 'loop' },
        {
          ...video,
          ...own,
          speed: [
            { time: 0, value: 0.5 },
            { time: 1, value: 2 },
          ],
        },
        { ...video, ...own, mask: { type: 'ellipse', feather: 4 }, blend: 'screen' },
      ],
      image: [
        { ...image, ...own, kenBurns: { from: { zoom: 1 }, to: { zoom: 2, x: 0.2 } }, borderRadius: 0.2 },
      ],
      shape: [
        {
          type: 'shape',
          ...own,
          shape: { type: 'ellipse', width: 60, height: 30, fill: '#ff8000' },
          rotation: keyed,
        },
      ],
      text: [{ type: 'text', ...own, text: 'Hello you', animateIn: { type: 'slide-up', duration: 0.5 } }],
      captions: [
        {
          ...{ type: 'captions', ...own, size: 12, activeWord: { color: '#ff0000' } },
          words: ['one', 'two', 'three'].map((text, at) => ({ text, start: 0.3 * at, end: 0.3 * at + 0.3 })),
        },
      ],
      composition: [{ type: 'composition', composition: 'inner', ...own, scale: 0.6, fadeOut: 0.4 }],
      sequence: [{ type: 'sequence', sequence: 'drawn', ...own, speed: 0.8 }],
    }
    const types = VideoTrack.properties.clips.items.anyOf.map(({ properties }) => properties.type.const)
    for (const type of types)
      for (const [at, clip] of kinds[type].entries()) {
        const inner = [
          { ...video, in: 1, duration: 0.6 },
          { ...image, duration: 0.6, fadeIn: 0.3 },
        ]
        const given = film([{ ...video, duration: seconds(12) }], [clip])
        await isSame(
          `${type} ${at}`,
          {
            ...given,
            ...(type === 'composition'
              ? { compositions: { inner: { tracks: [{ kind: 'video', clips: inner }] } } }
              : {}),
            ...(type === 'sequence'
              ? { sequences: { drawn: { assets: frames.map(({ facts }) => facts.assetId), fps: 12 } } }
              : {}),
          },
          [],
        )
      }
    t.ok(edits >= 30, `${edits} edits`)
  })
})

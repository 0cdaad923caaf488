import { test } from 'tap'
import { edit, framesIn, height, mean, openStudio, whole, width, type Area } from './films.ts'

const isNear = (value: number, wanted: number, by = 3): boolean => Math.abs(value - wanted) <= by

test('compositions', async (t) => {
  const studio = await openStudio(t)
  const red = (await studio.plain('red.mov', '0xc00000', 2)).facts.assetId
  const blue = (await studio.plain('blue.mov', '0x0000c0', 2)).facts.assetId

  await t.test(
    'a crossfade goes evenly from one clip to the next, and half way it is the mean of both',
    async (t) => {
      const [path = ''] = await studio.render(
        edit(10, [
          {
            kind: 'video',
            clips: [
              { type: 'video', asset: red, duration: 1 },
              { type: 'video', asset: blue, duration: 1, transition: { type: 'crossfade', duration: 0.8 } },
              { type: 'video', asset: red, duration: 0.5, transition: { type: 'crossfade', duration: 0.2 } },
            ],
          },
        ]),
      )
      const frames = await framesIn(path)
      t.equal(frames.length, 15)
      const reds = frames.map((frame) => mean(frame, whole, 'red'))
      const blues = frames.map((frame) => mean(frame, whole, 'blue'))
      const share = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 4, 0, 0, 0].map((eighths) => (192 * eighths) / 8)
      t.ok(
        blues.every((value, at) => isNear(value, share[at] ?? 0)),
        `blue ${blues.map(Math.round).join()}`,
      )
      t.ok(
        reds.every((value, at) => isNear(value, 192 - (share[at] ?? 0))),
        `red ${reds.map(Math.round).join()}`,
      )
    },
  )

  await t.test('pictures of other shapes dissolve where they are, and nothing else changes', async (t) => {
    const [path = ''] = await studio.render(
      edit(10, [
        { kind: 'video', clips: [{ type: 'video', asset: blue, duration: 1 }] },
        {
          kind: 'video',
          clips: [
            { type: 'video', asset: red, duration: 0.6, scale: 0.5, position: { x: 0.25, y: 0.5 } },
            {
              ...{ type: 'video', asset: red, duration: 0.8, scale: 0.5, position: { x: 0.75, y: 0.5 } },
              transition: { type: 'crossfade', duration: 0.4 },
            },
          ],
        },
      ]),
    )
    const frames = await framesIn(path)
    const left: Area = { x: 10, y: 30, width: 60, height: 30 }
    const right: Area = { x: 90, y: 30, width: 60, height: 30 }
    const top: Area = { x: 10, y: 4, width: 140, height: 12 }
    const at = (n: number, area: Area) => Math.round(mean(frames[n] ?? never(), area, 'red'))
    t.same([at(1, left), at(1, right), at(1, top)].map(rough), ['full', 'none', 'none'])
    t.same([at(4, left), at(4, right), at(4, top)].map(rough), ['half', 'half', 'none'])
    t.same([at(8, left), at(8, right), at(8, top)].map(rough), ['none', 'full', 'none'])
  })

  await t.test('a picture in a picture has its place, its size and its opacity', async (t) => {
    const [path = ''] = await studio.render(
      edit(10, [
        { kind: 'video', clips: [{ type: 'video', asset: blue, duration: 1 }] },
        {
          kind: 'video',
          clips: [
            {
              type: 'video',
              asset: red,
              start: 0.3,
              duration: 0.3,
              scale: 0.4,
              position: { x: 0.75, y: 0.25 },
            },
            { type: 'video', asset: red, start: 0.7, duration: 0.3, fit: 'fill', opacity: 0.5 },
          ],
        },
      ]),
    )
    const frames = await framesIn(path)
    // 64x36 round (120, 22.5)
    const inside: Area = { x: 92, y: 6, width: 56, height: 32 }
    const outside: Area[] = [
      { x: 0, y: 0, width: 86, height },
      { x: 86, y: 42, width: width - 86, height: height - 42 },
      { x: 154, y: 0, width: 6, height: 42 },
    ]
    t.equal(frames.length, 10)
    for (const n of [2, 6])
      t.ok(isNear(mean(frames[n] ?? never(), whole, 'red'), 0), `frame ${n} is without it`)
    for (const n of [3, 5]) {
      const frame = frames[n] ?? never()
      t.ok(isNear(mean(frame, inside, 'red'), 192), `frame ${n} shows it`)
      for (const area of outside) t.ok(isNear(mean(frame, area, 'red'), 0), `and nothing beside it`)
    }
    const half = frames[8] ?? never()
    t.ok(isNear(mean(half, whole, 'red'), 96) && isNear(mean(half, whole, 'blue'), 96), 'half of each')
  })

  await t.test('gaps show the background, fades come from it, and its colour is exact', async (t) => {
    const [path = ''] = await studio.render({
      ...edit(10, [
        {
          kind: 'video',
          clips: [
            { type: 'video', asset: red, start: 0.2, duration: 0.8, fadeIn: 0.4, fadeOut: 0.2 },
            { type: 'video', asset: blue, start: 1.2, duration: 0.2 },
          ],
        },
        { kind: 'audio', clips: [] },
      ]),
      canvas: { width, height, fps: 10, background: '#00ff40' },
    })
    const frames = await framesIn(path)
    t.equal(frames.length, 14)
    const greens = frames.map((frame) => Math.round(mean(frame, whole, 'green')))
    const wanted = [255, 255, 255, 191, 128, 64, 0, 0, 0, 128, 255, 255, 0, 0]
    t.ok(
      greens.every((value, at) => isNear(value, wanted[at] ?? -9, 4)),
      greens.join(),
    )
    t.ok(
      isNear(mean(frames[0] ?? never(), whole, 'blue'), 64) &&
        isNear(mean(frames[0] ?? never(), whole, 'red'), 0),
    )
  })

  await t.test('images fit their box as CSS says, and keep what is transparent in them', async (t) => {
    const square = (await studio.image('square.png', 'color=0xc00000:s=40x40', { width: 40, height: 40 }))
      .facts.assetId
    const holed = await studio.image(
      'holed.png',
      "color=0xc00000:s=160x90,format=rgba,geq=r='r(X,Y)':g=0:b=0:a='if(lt(X,80),255,0)'",
      { width, height },
      true,
    )
    const still = (fit: 'contain' | 'cover' | 'fill' | 'none') =>
      ({ type: 'image', asset: square, duration: 0.2, fit }) as const
    const [path = ''] = await studio.render(
      edit(10, [
        { kind: 'video', clips: [{ type: 'video', asset: blue, duration: 1 }] },
        {
          kind: 'video',
          clips: [
            ...[still('contain'), still('cover'), still('fill'), still('none')],
            { type: 'image', asset: holed.facts.assetId, duration: 0.2 },
          ],
        },
      ]),
    )
    const frames = await framesIn(path)
    const corner: Area = { x: 0, y: 0, width: 30, height: 20 }
    const besideMiddle: Area = { x: 40, y: 10, width: 14, height: 70 }
    const middle: Area = { x: 64, y: 30, width: 32, height: 30 }
    const seen = (n: number) =>
      [corner, besideMiddle, middle].map((area) => rough(mean(frames[n] ?? never(), area, 'red')))
    t.equal(frames.length, 10)
    t.same(seen(1), ['none', 'full', 'full'], 'contain')
    t.same(seen(3), ['full', 'full', 'full'], 'cover')
    t.same(seen(5), ['full', 'full', 'full'], 'fill')
    t.same(seen(7), ['none', 'none', 'full'], 'none')
    const leftHalf = mean(frames[9] ?? never(), { x: 4, y: 4, width: 70, height: 80 }, 'red')
    const rightHalf = mean(frames[9] ?? never(), { x: 86, y: 4, width: 70, height: 80 }, 'red')
    t.same([rough(leftHalf), rough(rightHalf)], ['full', 'none'], 'alpha')
  })

  await t.test('a clip that hides everything is cut in, and what is below goes on in time', async (t) => {
    const counted = (await studio.counted('below.mp4', { num: 10, den: 1 }, 20, 10)).facts.assetId
    const [path = ''] = await studio.render(
      edit(10, [
        { kind: 'video', clips: [{ type: 'video', asset: counted, duration: 1 }] },
        { kind: 'video', clips: [{ type: 'video', asset: red, start: 0.3, duration: 0.4, fit: 'cover' }] },
      ]),
    )
    const frames = await framesIn(path)
    const reds = frames.map((frame) => rough(mean(frame, whole, 'red') - mean(frame, whole, 'blue')))
    t.same(
      reds,
      [...'nnnffffnnn'].map((letter) => (letter === 'f' ? 'full' : 'none')),
    )
    t.same(
      [0, 2, 7, 9].map((n) => Math.round((mean(frames[n] ?? never(), whole) - 20) / 10)),
      [0, 2, 7, 9],
    )
  })
})

function rough(value: number): string {
  if (Math.abs(value) < 8) return 'none'
  if (Math.abs(value - 96) < 8) return 'half'
  return Math.abs(value - 192) < 8 ? 'full' : `${value}`
}

function never(): never {
  throw new Error('the film has fewer frames than it should')
}

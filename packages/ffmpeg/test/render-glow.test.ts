import type { ClipEffect, Edit } from '@framewright/schemas'
import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, framesIn, height, mean, width } from './films.ts'
import { furthest, planesOf } from './planes.ts'

/** A Gaussian in both directions; beyond its edges a picture goes on. */
function blurred(values: readonly number[], sigma: number): number[] {
  const radius = Math.ceil(4 * sigma)
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)),
  )
  const total = weights.reduce((sum, one) => sum + one, 0)
  const along = (from: readonly number[], stepX: number, stepY: number) =>
    from.map((_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)]
      return weights.reduce((sum, weight, tap) => {
        const column = Math.min(width - 1, Math.max(0, x + (tap - radius) * stepX))
        const row = Math.min(height - 1, Math.max(0, y + (tap - radius) * stepY))
        return sum + (weight / total) * (from[row * width + column] ?? NaN)
      }, 0)
    })
  return along(along(values, 1, 0), 0, 1)
}

test('a glow', async (t) => {
  const { studio, image, cutout, still, compared } = await openEffectStudio(t)
  const steps =
    "nullsrc=s=160x90,format=gray,geq=lum='60+40*mod(floor(X/40),4)+if(lt(abs(X-80)+abs(Y-45),12),75,0)'"
  const gray = (await studio.image('gray.png', steps, { width, height })).facts.assetId

  await t.test('is what is above a threshold, blurred and screened', async (t) => {
    const effect = { type: 'glow', threshold: 0.5, radius: 12, intensity: 1.5 } as const
    for (const bits of [8, 10] as const) {
      const { plain, affected } = await compared(gray, [effect], bits)
      const scale = 2 ** (bits - 8)
      const seen = Array.from(plain.y, (one) => (one / scale - 16) / 219)
      const light = blurred(
        seen.map((one) => Math.max(0, (one - 0.5) / 0.5)),
        6,
      )
      const off = seen.map((one, at) => {
        const wanted = one + Math.min(1, 1.5 * (light[at] ?? NaN)) * (1 - one)
        return Math.abs((affected[0]?.y[at] ?? NaN) / scale - 16 - 219 * wanted)
      })
      t.ok(off.reduce((sum, one) => sum + one, 0) / off.length < 0.8, `in ${bits} bits`)
      t.ok(off.reduce((most, one) => Math.max(most, one), 0) < 3)
    }
  })

  await t.test('has the colour of what gives it, and none comes from what is transparent', async (t) => {
    const halves =
      "nullsrc=s=160x90,format=rgba,geq=r='if(lt(X,60),255,20)':g=20:b='if(gt(X,100),255,20)':a='if(gt(X,100),0,255)'"
    const clips = await studio.image('halves.png', halves, { width, height }, true)
    const glow: ClipEffect[] = [{ type: 'glow', radius: 40, intensity: 2 }]
    const film = edit(10, [{ kind: 'video', clips: [still(clips.facts.assetId, glow)] }])
    const [frame] = await framesIn((await studio.render(film))[0] ?? '')
    const beside = { x: 64, y: 30, width: 10, height: 30 }
    if (frame === undefined) return t.fail('there is a frame')
    t.ok(mean(frame, beside, 'red') > 100 && mean(frame, beside, 'green') < 35, 'red light')
    t.ok(mean(frame, { x: 86, y: 30, width: 12, height: 30 }, 'blue') < 35, 'no blue one')
    t.ok(mean(frame, { x: 120, y: 30, width: 30, height: 30 }, 'red') < 5, 'and none where nothing is')
  })

  await t.test('of a track falls beyond the edges of what is on it', async (t) => {
    const square = 'color=0xff2020:s=20x20,format=rgba'
    const lamp = await studio.image('lamp.png', square, { width: 20, height: 20 }, true)
    const clip = { type: 'image' as const, asset: lamp.facts.assetId, duration: 0.1, fit: 'none' as const }
    const ground = await studio.image('ground.png', 'color=0x004000:s=160x90', { width, height })
    const film = (effects: ClipEffect[]): Edit =>
      edit(10, [
        { kind: 'video', clips: [still(ground.facts.assetId)] },
        { kind: 'video', clips: [clip], effects },
      ])
    const glow = film([{ type: 'glow', radius: 16, intensity: 2 }])
    const [lit] = await framesIn((await studio.render(glow))[0] ?? '')
    const [unlit] = await framesIn((await studio.render(film([])))[0] ?? '')
    if (lit === undefined || unlit === undefined) return t.fail('there is a frame')
    const near = { x: 92, y: 40, width: 4, height: 10 }
    t.ok(mean(lit, near, 'red') > mean(unlit, near, 'red') + 60, 'there is light')
    t.ok(Math.abs(mean(lit, near, 'blue') - mean(unlit, near, 'blue')) < 12, 'of its colour')
    const far = { x: 5, y: 5, width: 20, height: 20 }
    for (const plane of ['red', 'green', 'blue'] as const)
      t.ok(Math.abs(mean(lit, far, plane) - mean(unlit, far, plane)) <= 1, 'and none far away')
  })

  await t.test('is the same on any processor, and may change', async (t) => {
    const effects: ClipEffect[] = [
      {
        type: 'glow',
        threshold: 0.3,
        intensity: [
          { time: 0, value: 0 },
          { time: 0.1, value: 2 },
        ],
        mix: 0.8,
      },
    ]
    const around = {
      kind: 'video' as const,
      clips: [{ ...still(cutout), scale: 0.6 }],
      effects: [{ type: 'glow' as const, threshold: 0.3 }],
    }
    for (const outputs of [undefined, tenBits]) {
      const film = edit(
        10,
        [
          { kind: 'video', clips: [{ ...still(image, effects), duration: 0.2 }] },
          ...(outputs === undefined ? [around] : []),
        ],
        outputs,
      )
      const raw = await studio.compose(film)
      t.ok((await studio.compose(film, ['-cpuflags', 'sse2'])).equals(raw))
      const [first, second] = planesOf(raw, outputs === undefined ? 8 : 10)
      t.ok(furthest(first?.y ?? [], second?.y ?? []) > 5)
    }
  })
})

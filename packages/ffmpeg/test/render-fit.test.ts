import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, height, width } from './films.ts'
import { furthest, planesOf, type Planes } from './planes.ts'

const quadrants =
  'color=0xc02020:s=200x120,format=gbrp,drawbox=x=100:w=100:h=60:color=0x20c020:t=fill,' +
  'drawbox=y=60:w=100:h=60:color=0x2020c0:t=fill,drawbox=x=100:y=60:w=100:h=60:color=0xe0e0e0:t=fill'

test('what is shown of a source', async (t) => {
  const { studio, moving, image } = await openEffectStudio(t)
  const wide = (await studio.image('wide.png', quadrants, { width: 200, height: 120 })).facts.assetId
  const tall = (await studio.image('tall.png', 'testsrc2=s=60x120,format=rgb24', { width: 60, height: 120 }))
    .facts.assetId
  const even = (await studio.image('even.png', 'color=0x80a0c0:s=60x120', { width: 60, height: 120 })).facts
    .assetId
  const still = (asset: string, more = {}) => ({ type: 'image', asset, duration: 0.1, ...more }) as const
  const luma = (frame: Planes | undefined, x: number, y: number) => frame?.y[y * width + x]

  await t.test('a crop is fitted as if it were the whole', async (t) => {
    const clips = [
      still(wide, { fit: 'fill' }),
      still(wide, { fit: 'fill', crop: { left: 0.5, top: 0.5 } }),
      still(wide, { fit: 'contain', crop: { right: 0.6 } }),
      { type: 'video', asset: moving, duration: 0.1, crop: { left: 0.2, right: 0.2 }, fit: 'cover' } as const,
    ]
    const [all, corner, part, film] = planesOf(await studio.compose(edit(10, [{ kind: 'video', clips }])))
    const bottomRight = luma(all, 140, 80)
    t.same([luma(corner, 2, 2), luma(corner, 157, 87)], [bottomRight, bottomRight])
    // 80 by 120 in a canvas of 160 by 90 is 60 by 90, in the middle.
    t.same([luma(part, 48, 20), luma(part, 111, 20)], [16, 16])
    t.ok([51, 80, 108].every((x) => luma(part, x, 20) === luma(all, 20, 20)))
    t.ok([0, 80, 159].every((x) => luma(film, x, 45) === luma(film, 80, 45)))
  })

  await t.test('a flip is a mirror', async (t) => {
    const clips = [undefined, 'horizontal', 'vertical', 'both'].map((flip) =>
      still(image, { fit: 'fill', ...(flip && { flip }) }),
    )
    const [plain, ...flipped] = planesOf(await studio.compose(edit(10, [{ kind: 'video', clips }])))
    for (const [at, [isAcross, isDown]] of [
      [true, false],
      [false, true],
      [true, true],
    ].entries()) {
      const mirrored = Array.from({ length: width * height }, (_, n) => {
        const [x, y] = [n % width, Math.floor(n / width)]
        return luma(plain, isAcross ? width - 1 - x : x, isDown ? height - 1 - y : y) ?? NaN
      })
      t.ok(furthest(flipped[at]?.y ?? [], mirrored) <= 1)
      t.ok(furthest(flipped[at]?.y ?? [], plain?.y ?? []) > 60)
    }
  })

  await t.test('a blurred fit is all of the picture over a soft one, alike on every processor', async (t) => {
    for (const bits of [8, 10] as const) {
      const clips = [
        still(tall),
        still(tall, { fit: 'blur' }),
        still(even, { fit: 'blur' }),
        still(tall, { fit: 'blur', scale: 0.5, effects: [{ type: 'color', saturation: 0 }] }),
      ]
      const given = edit(10, [{ kind: 'video', clips }], ...(bits === 10 ? [tenBits] : []))
      const raw = await studio.compose(given)
      const [contained, blurred, plain, small] = planesOf(raw, bits)
      const step = 2 ** (bits - 8)
      // 60 by 120 in 90 rows is 44 columns, which is even, from 58 on.
      let [off, jump] = [0, 0]
      for (let y = 0; y < height; y++) {
        for (let x = 58; x < 102; x++)
          off = Math.max(off, Math.abs((luma(blurred, x, y) ?? NaN) - (luma(contained, x, y) ?? NaN)))
        for (let x = 1; x < 58; x++)
          jump = Math.max(jump, Math.abs((luma(blurred, x, y) ?? NaN) - (luma(blurred, x - 1, y) ?? NaN)))
      }
      t.ok(off <= 1, `${off}`)
      t.ok(jump > 0 && jump < 12 * step, `nothing sharp beside it: ${jump}`)
      t.equal(furthest(plain?.y ?? [], Array<number>(width * height).fill(plain?.y[0] ?? NaN)), 0)
      t.ok((luma(small, 45, 45) ?? 0) > 20 * step && luma(small, 30, 45) === 16 * step)
      t.equal(small?.u[0], 128 * step)
      const older = await studio.compose(given, ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])
      t.ok(older.equals(raw))
    }
  })
})

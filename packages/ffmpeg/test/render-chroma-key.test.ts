import type { ClipEffect } from '@framewright/schemas'
import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, height, width } from './films.ts'
import { planesOf, type Planes } from './planes.ts'

test('a chroma key', async (t) => {
  const { studio, still } = await openEffectStudio(t)
  // Five bars: the screen, a darker shade of it, red, white, and gray with some of the screen's light on it.
  const bars = ['0x00d020', '0x00a018', '0xc02020', '0xffffff', '0x80a888']
  const painted = `color=${bars[0]}:s=160x90${bars
    .slice(1)
    .map((bar, at) => `,drawbox=x=${32 * (at + 1)}:y=0:w=32:h=90:color=${bar}:t=fill`)
    .join('')}`
  const actor = (await studio.image('actor.png', `${painted},format=rgb24`, { width, height })).facts.assetId
  const set = (await studio.image('set.png', 'color=0x2040e0:s=160x90', { width, height })).facts.assetId
  const key: ClipEffect = { type: 'chroma-key', color: '#00d020', similarity: 0.2, softness: 0.1, spill: 1 }

  const framesOf = async (effects: ClipEffect[], bits: 8 | 10, flags: string[] = []) => {
    const given = edit(
      10,
      [
        { kind: 'video', clips: [still(set)] },
        { kind: 'video', clips: [still(actor, effects)] },
      ],
      ...(bits === 10 ? [tenBits] : []),
    )
    return studio.compose(given, flags)
  }
  /** Luma and colours in the middle of each bar, in steps of eight bits. */
  const seen = (raw: Buffer, bits: 8 | 10) => {
    const [frame] = planesOf(raw, bits)
    if (frame === undefined) throw new Error('there is a frame')
    const rows = bits === 8 ? height / 4 : height / 2
    const step = 2 ** (bits - 8)
    const at = (name: keyof Planes, n: number) => (frame[name][n] ?? NaN) / step
    return bars.map((_, bar) => {
      const chroma = Math.floor(rows) * (width / 2) + 16 * bar + 8
      return { y: at('y', (height / 2) * width + 32 * bar + 16), u: at('u', chroma), v: at('v', chroma) }
    })
  }

  await t.test('lets what is below be seen where its colour is, and nowhere else', async (t) => {
    for (const bits of [8, 10] as const) {
      const plain = seen(await framesOf([], bits), bits)
      const [background] = planesOf(await studio.compose(edit(10, [{ kind: 'video', clips: [still(set)] }])))
      const keyed = seen(await framesOf([key], bits), bits)
      for (const bar of [0, 1]) t.ok(Math.abs((keyed[bar]?.y ?? 0) - (background?.y[0] ?? 0)) <= 1)
      for (const bar of [2, 3]) t.same(keyed[bar], plain[bar], 'a colour of its own stays as it is')
      const [lit, was] = [keyed[4], plain[4]]
      t.equal(lit?.y, was?.y)
      const off = (pixel = { u: 0, v: 0 }) => Math.hypot(pixel.u - 128, pixel.v - 128)
      t.ok(off(was) > 8 && off(lit) < 2.5, `spill of ${off(was)} is ${off(lit)}`)
    }
  })

  await t.test('takes off from the alpha that is there, and is the same on every processor', async (t) => {
    for (const bits of [8, 10] as const) {
      const twice: ClipEffect[] = [key, { ...key, color: '#c02020', spill: 0 }]
      const frames = await framesOf(twice, bits)
      const [screen, , red, white] = seen(frames, bits)
      t.ok(
        Math.abs((screen?.y ?? 0) - (red?.y ?? 0)) <= 1 && (white?.y ?? 0) > 230,
        `both colours are gone: ${[screen?.y, red?.y, white?.y].join()}`,
      )
      const flags = ['-cpuflags', 'sse2', '-filter_complex_threads', '7']
      t.ok((await framesOf(twice, bits, flags)).equals(frames))
    }
  })
})

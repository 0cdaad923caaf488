import { stat } from 'node:fs/promises'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { edit, openStudio, probed, sha256Of } from './films.ts'

const askedKbps = 1000
const outputs: Edit['outputs'] = ['standard', 'archive'].map((preset) => ({
  ...{ name: preset, preset, width: 320, height: 180, bitrateKbps: askedKbps },
}))

test('a rate', async (t) => {
  const studio = await openStudio(t)
  const noise = 'nullsrc=s=400x240,geq=lum=random(1)*255:cb=128:cr=128'
  const asset = (await studio.image('noise.png', noise, { width: 400, height: 240 })).facts.assetId
  // Noise that jumps about: it takes whatever it is given.
  const clips = Array.from({ length: 40 }, (_, at) => ({
    ...{ type: 'image' as const, asset, duration: 0.1, fit: 'cover' as const },
    ...{ scale: 1 + at / 10, position: { x: 0.5 + (at % 5) / 20, y: 0.5 } },
  }))
  const film = edit(10, [{ kind: 'video', clips }], outputs)
  const paths = await studio.render(film)

  await t.test('is what the file has on average, for each codec', async (t) => {
    for (const [at, path] of paths.entries()) {
      const { format } = await probed(path)
      const kbps = ((await stat(path)).size * 8) / 1000 / Number(format['duration'])
      t.ok(Math.abs(kbps / askedKbps - 1) < 0.2, `${outputs[at]?.preset}: ${kbps.toFixed(0)} kbit/s`)
    }
  })

  await t.test('gives the same bytes again, and on another kind of processor', async (t) => {
    const sums = await Promise.all(paths.map(sha256Of))
    const older = await studio.render(film, ['-cpuflags', 'sse2'])
    t.same(await Promise.all(older.map(sha256Of)), sums)
  })
})

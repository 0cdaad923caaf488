import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { fontTableOf } from '../../../test/support/font-file.ts'
import { fontCopy } from '../src/font/font-copy.ts'
import { fontFactsOf } from '../src/font/font-facts.ts'
import { probeMedia } from '../src/index.ts'
import { blockFont } from './block-font.ts'
import { scratchFolder } from './scratch-folder.ts'

const { resolve } = createRequire(new URL('../src/text/fonts.ts', import.meta.url))
const dejaVu = (name: string) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)
const blocks = { A: 1000, i: 250, '😀': 800 }

async function refused(t: Test, bytes: Buffer, message: RegExp, reason = 'FONT_INVALID') {
  const path = join(scratchFolder(t), 'font')
  writeFileSync(path, bytes)
  await t.rejects(probeMedia(path, { timeoutMs: 20_000 }), { code: 'MEDIA_UNREADABLE', reason, message })
}

test('what a font says of itself is what another reader finds in it', async (t) => {
  for (const name of ['DejaVuSans', 'DejaVuSansMono-Bold']) {
    const { family, style, ...facts } = fontFactsOf(readFileSync(dejaVu(name)))
    t.same(facts, fontTableOf(dejaVu(name)), name)
    t.match([family, style], name === 'DejaVuSans' ? ['DejaVu Sans', 'Book'] : ['DejaVu Sans Mono', 'Bold'])
  }
})

test('a font that is uploaded is one of kind font, with its widths', async (t) => {
  const path = join(scratchFolder(t), 'blocks')
  writeFileSync(path, blockFont(blocks, { family: 'Bläcks\u0007', fsType: 2 }))
  const { kind, font } = await probeMedia(path, { timeoutMs: 20_000 })
  t.equal(kind, 'font')
  t.same(font, {
    ...{ family: 'Bläcks', style: 'Regular', unitsPerEm: 1000, ascent: 800, descent: 200 },
    // By hand: code 65 is 1000 broad, 39 code points later one is 250 broad, and so on.
    ...{ advances: `rs,,1t 6y,,13 m8,,${(0x1f600 - 0x6a).toString(36)}`, widening: '' },
    isEmbeddingRestricted: true,
  })
})

test('a copy has the letters of its font, and a name of ours', async (t) => {
  const { advances } = fontFactsOf(blockFont(blocks))
  t.match(fontFactsOf(fontCopy(blockFont(blocks), 'ours')), { advances, family: 'ours', style: 'Regular' })
  const copy = fontCopy(readFileSync(dejaVu('DejaVuSans-Bold')), 'ours')
  t.same(
    { ...fontFactsOf(copy), family: '', style: '' },
    { ...fontFactsOf(readFileSync(dejaVu('DejaVuSans-Bold'))), family: '', style: '' },
  )
  t.same(fontCopy(copy, 'ours'), copy, 'copied again it is the same')
})

test('a font that cannot be used is refused, with the reason and what to do', async (t) => {
  const good = blockFont(blocks)
  await refused(t, Buffer.from('wOF2....'), /WOFF2.*Unpack it to TTF or OTF/)
  await refused(t, Buffer.from('wOFF....'), /WOFF,/)
  await refused(t, Buffer.from('ttcf....'), /collection/)
  await refused(t, good.subarray(0, 40), /damaged: its list of tables/)
  await refused(t, good.subarray(0, good.length - 1), /damaged: its table "post"/)
  await refused(t, blockFont(blocks, { cmapLimit: 1 }), /damaged: its table "cmap"/)
  await refused(t, blockFont(blocks, { cmapLimit: 0x7fffffff }), /damaged: its table "cmap"/)
  await refused(t, blockFont({}), /which of its pictures is which character/)
  await refused(t, without(good, 'OS/2'), /no table "OS\/2"/)
  await refused(t, without(good, 'glyf', 'CBDT'), /coloured emoji/)
})

test('bytes of a font that are changed at random are a font or a refusal, never more', async (t) => {
  const good = readFileSync(dejaVu('DejaVuSansMono'))
  let seed = 1
  const next = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most
  for (let round = 0; round < 150; round++) {
    const bytes = Buffer.from(good)
    for (let change = 0; change < 8; change++) bytes[next(change < 4 ? 600 : bytes.length)] = next(256)
    try {
      t.ok(fontFactsOf(bytes).unitsPerEm >= 16)
    } catch (error: unknown) {
      t.match(error, { name: 'FontInvalid' })
    }
  }
})

/** A table under another name is not there. */
function without(bytes: Buffer, tag: string, instead = 'none'): Buffer {
  const changed = Buffer.from(bytes)
  changed.write(instead, changed.indexOf(tag), 'latin1')
  return changed
}

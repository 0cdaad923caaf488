import { createRequire } from 'node:module'
import { test } from 'tap'
import { fontTableOf } from '../../../test/support/font-file.ts'
import { missingIn, metricsOf, widthOf } from '../src/text/font-metrics.ts'
import { dejaVuSansBold } from '../src/text/font-tables/dejavu-sans-bold.ts'
import { dejaVuSans } from '../src/text/font-tables/dejavu-sans.ts'
import { dejaVuSansMonoBold } from '../src/text/font-tables/dejavu-sansmono-bold.ts'
import { dejaVuSansMono } from '../src/text/font-tables/dejavu-sansmono.ts'
import { dejaVuSerifBold } from '../src/text/font-tables/dejavu-serif-bold.ts'
import { dejaVuSerif } from '../src/text/font-tables/dejavu-serif.ts'

const { resolve } = createRequire(new URL('../../ffmpeg/src/text/fonts.ts', import.meta.url))
const tables = {
  'DejaVuSans.ttf': dejaVuSans,
  'DejaVuSans-Bold.ttf': dejaVuSansBold,
  'DejaVuSerif.ttf': dejaVuSerif,
  'DejaVuSerif-Bold.ttf': dejaVuSerifBold,
  'DejaVuSansMono.ttf': dejaVuSansMono,
  'DejaVuSansMono-Bold.ttf': dejaVuSansMonoBold,
}

test('what is known of the fonts is what their files say', async (t) => {
  for (const [name, table] of Object.entries(tables)) {
    t.same(table, fontTableOf(resolve(`dejavu-fonts-ttf/ttf/${name}`)), name)
  }
})

test('a font is known by what it can write and how broad that is', async (t) => {
  const sans = metricsOf(dejaVuSans)
  // As the font says it of itself: 651 of 2048 units for a space, 1401 for an A, 1233 for a mono letter.
  t.equal(sans.advances.get(0x20), 651)
  t.equal(sans.advances.get(0x41), 1401)
  t.same(new Set(metricsOf(dejaVuSansMono).advances.values()).has(1233), true)
  t.same(missingIn('Ab愛é愛ش', sans), ['愛'])
  t.equal(widthOf('AV', sans, 2048, 'none'), 1401 + 1401, 'what is set closer together does not count')
  t.equal(widthOf('AA', sans, 2048, 'none'), 1401 + 1401 + 57, 'what is set further apart does')
  t.equal(widthOf('A ', sans, 48, 'pixels'), 33 + 15, 'and letters stand on whole pixels')
})

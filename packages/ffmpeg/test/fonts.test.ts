import { test } from 'tap'
import { FontMissing } from '../src/index.ts'
import { bundledFontPath } from '../src/text/fonts.ts'

const sans = {
  fileName: 'DejaVuSans.ttf',
  sha256: '7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954',
}

test('a font comes with the package', async (t) => {
  t.match(bundledFontPath(sans), /^\/.*DejaVuSans\.ttf$/)
})

test('a font that is missing, or another one, is named', async (t) => {
  const gone = { fileName: 'Comic.ttf', sha256: '0'.repeat(64) }
  t.throws(() => bundledFontPath(gone), {
    code: 'FONT_MISSING',
    message: 'the font Comic.ttf is not installed',
  })
  t.throws(() => bundledFontPath({ ...sans, sha256: '1'.repeat(64) }), FontMissing)
})

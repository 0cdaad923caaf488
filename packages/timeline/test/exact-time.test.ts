import { test } from 'tap'
import { endFrameOf, framesOf, microsecondsOf, sampleOfFrame } from '../src/resolve/exact-time.ts'

const ntsc = { num: 30000, den: 1001 }

test('seconds are read as the decimals that were written', async (t) => {
  t.equal(framesOf(2.3, { num: 25, den: 1 }), 58, '57.5 is 58, though 2.3 * 25 is less in binary')
  t.equal(framesOf(0.5, { num: 25, den: 1 }), 13)
  t.equal(framesOf(1e-7, { num: 30, den: 1 }), 0)
  t.equal(framesOf(1e21 / 1e18, { num: 30, den: 1 }), 30_000)
  t.equal(endFrameOf(0.1, 0.2, { num: 10, den: 1 }), 3, 'though 0.1 + 0.2 is more in binary')
  t.equal(microsecondsOf(4.208333333), 4_208_333)
})

test('a rate of NTSC is exact over hours', async (t) => {
  t.equal(framesOf(3600, ntsc), 107_892)
  t.equal(framesOf(1.001, ntsc), 30)
})

test('samples belong to frames, so their borders never add up to a drift', async (t) => {
  const starts = Array.from({ length: 1001 }, (_, frame) => sampleOfFrame(frame, ntsc))
  t.equal(starts[1000], 1_601_600, 'a thousand frames are 1601600 samples exactly')
  t.same(starts.slice(0, 6), [0, 1602, 3203, 4805, 6406, 8008])
})

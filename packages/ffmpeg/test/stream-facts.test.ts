import { test } from 'tap'
import { mediaFactsOf } from '../src/probe/media-facts.ts'

const video = {
  codec_type: 'video',
  codec_name: 'h264',
  width: 16,
  height: 16,
  duration: '1',
  start_time: '1.5',
}
const format = { format_name: 'mov', duration: '2', start_time: '1.25' }

test('a cover before the picture is passed over, and where the picture is in its file is known', async (t) => {
  const streams = [
    { ...video, index: 0, disposition: { attached_pic: 1 } },
    { ...video, index: 1, field_order: 'tt', color_transfer: 'smpte2084', color_primaries: 'unknown' },
  ]
  const { video: facts } = mediaFactsOf({ streams, format }, new Map()) ?? {}
  t.match(facts, { stream: 1, startSeconds: 0.25, isInterlaced: true, colorTransfer: 'smpte2084' })
  t.notOk(facts && 'colorPrimaries' in facts)
})

test('what is as usual is not said', async (t) => {
  const stream = { ...video, index: 0, start_time: '1.25', field_order: 'progressive' }
  const { video: facts } = mediaFactsOf({ streams: [stream], format }, new Map()) ?? {}
  for (const key of ['stream', 'startSeconds', 'isInterlaced', 'colorTransfer'])
    t.notOk(facts && key in facts, key)
})

test('too few lines to be told apart are not interlaced', async (t) => {
  const streams = [{ ...video, index: 0, height: 2, field_order: 'tt' }]
  t.notOk(mediaFactsOf({ streams, format }, new Map())?.video?.isInterlaced)
})

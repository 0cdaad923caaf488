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

test('of a sound its language, its title and its layout are known, where there is something to tell', async (t) => {
  const sound = { codec_type: 'audio', codec_name: 'aac', sample_rate: '48000', channels: 2, duration: '1' }
  const streams = [
    { ...sound, index: 0, channel_layout: 'stereo', tags: { language: 'und' } },
    { ...sound, index: 1, channel_layout: 'unknown', tags: { LANGUAGE: 'DEU-AT', title: 'Deutsch' } },
    { ...sound, index: 2, channels: 6, channel_layout: '5.1', tags: { language: 'x-secret', title: '' } },
  ]
  const said = mediaFactsOf({ streams, format }, new Map())?.audioTracks?.map(
    ({ language, title, channelLayout }) => [language, title, channelLayout],
  )
  t.same(said, [
    [undefined, undefined, undefined],
    ['deu', 'Deutsch', undefined],
    [undefined, undefined, '5.1'],
  ])
  t.notOk('audioTracks' in (mediaFactsOf({ streams: streams.slice(0, 1), format }, new Map()) ?? {}))
})

import { test } from 'tap'
import { readFfmpegProfile } from '../src/index.ts'

test('the profile names the build, the encoders that work, and why the others do not', async (t) => {
  const { ffmpegBuild, encoders } = await readFfmpegProfile()
  t.match(ffmpegBuild, /^[0-9a-f]{16}$/)
  const named = new Map(encoders.map((encoder) => [encoder.name, encoder]))
  t.equal(named.size, encoders.length)
  for (const name of ['libx264', 'libx265', 'libvpx-vp9', 'libsvtav1', 'prores_ks', 'png', 'mjpeg', 'gif'])
    t.same(named.get(name), { name, usable: true, reason: null })
  t.ok(named.has('h264_nvenc') && named.has('h264_vaapi') && named.has('h264_qsv') && named.has('h264_amf'))
  for (const { usable, reason } of encoders) t.equal(reason === null, usable)
  for (const { reason } of encoders) t.ok(reason === null || reason.length > 5, reason ?? 'usable')
})

import { strict as assert } from 'node:assert'
import { cpuEncoders } from '@framewright/timeline'
import { test } from 'tap'
import { openBench } from './bench.ts'
import { storeOrder } from './order.ts'

const profile = {
  ffmpegBuild: 'test',
  encoders: Object.values(cpuEncoders).map((name) => ({ name, usable: true, reason: null })),
}

/** What is not a film goes the same way: an order becomes a verified file in storage, named by an event. */
for (const { preset, fileName, contentType, kind, frameCount, encoder } of [
  {
    ...{ preset: 'audio_m4a', fileName: 'film.m4a', contentType: 'audio/mp4' },
    ...{ kind: 'audio', frameCount: 0, encoder: 'aac' },
  },
  {
    ...{ preset: 'still_jpeg', fileName: 'film.jpg', contentType: 'image/jpeg' },
    ...{ kind: 'image', frameCount: 1, encoder: 'mjpeg' },
  },
]) {
  test(`an order for ${preset} becomes a file in storage`, async (t) => {
    const bench = await openBench(t)
    const { ref } = await storeOrder(bench.storage, 'video', {
      ...{ seconds: 1, preset },
      // What is heard is measured first, and the run that encodes it goes by that.
      loudness: { integratedLufs: -20 },
    })
    await bench.startWorker({ profile })
    const renderId = await bench.request({ order: ref })
    await bench.publish(renderId)
    await bench.untilTypes(
      renderId,
      ['RenderRequested', 'RenderClaimed', 'RenderPlanned', 'RenderCompleted'],
      30_000,
    )
    await bench.untilNoWork()

    const [, , planned, completed] = await bench.events(renderId)
    assert(planned?.type === 'RenderPlanned' && completed?.type === 'RenderCompleted', 'in this order')
    t.equal(planned.data.encoder, encoder)
    const [file, ...others] = completed.data.outputs
    assert(file !== undefined && others.length === 0, 'one file')
    t.match(file, { fileName, contentType, frameCount, media: { kind } })
    const { loudness } = file
    if (kind === 'image') t.equal(loudness, undefined, 'a picture has none')
    else t.ok(Math.abs((loudness?.integratedLufs ?? 0) + 20) < 0.3, 'it is measured on the finished file')
    t.equal((await bench.storage.readBytes(file.key, 1_000_000)).length, file.sizeBytes)
  })
}

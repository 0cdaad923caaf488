import { cpuEncoders } from '@framewright/timeline'
import { test } from 'tap'
import { openBench } from './bench.ts'
import { storeOrder } from './order.ts'

const profile = {
  ffmpegBuild: 'test',
  encoders: Object.values(cpuEncoders).map((name) => ({ name, usable: true, reason: null })),
}

test('captions alone are stored like any output, without a run of ffmpeg', async (t) => {
  const bench = await openBench(t)
  await bench.startWorker({ profile })
  const { ref } = await storeOrder(bench.storage, 'video', {
    seconds: 2,
    preset: 'captions_srt',
    captions: {
      ...{ type: 'captions', start: 1, duration: 1, deliver: ['sidecar'] },
      cues: [{ text: 'Hi', start: 0.25, end: 0.5 }],
    },
  })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilNoWork()
  const last = (await bench.events(renderId)).at(-1)
  t.match(last, {
    type: 'RenderCompleted',
    data: {
      outputs: [
        {
          ...{ fileName: 'film.srt', contentType: /^application.x-subrip/, frameCount: 0 },
          media: { kind: 'subtitles', subtitles: { format: 'srt', cueCount: 1 } },
        },
      ],
    },
  })
  const key = last?.type === 'RenderCompleted' ? (last.data.outputs[0]?.key ?? '') : ''
  const text = (await bench.storage.readBytes(key, 1000)).toString()
  t.equal(text, '1\n00:00:01,250 --> 00:00:01,500\nHi\n')
})

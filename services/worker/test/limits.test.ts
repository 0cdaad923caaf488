import { test } from 'tap'
import { chunkedPlan, requested } from '../../../test/support/render-facts.ts'
import { limitsOf, type LimitOptions } from '../src/limits.ts'
import { usualMemoryBytes } from '../src/memory-limit.ts'
import { usualTimings } from '../src/timings.ts'
import type { PlanData, RequestData } from '../src/work-stream.ts'

const render: LimitOptions['item'] = {
  ...{ kind: 'render', itemId: 'item', renderId: 'render', stream: 'render-1', lane: 'cpu-s' },
  traceparent: null,
}
const minuteMs = 60_000

function limits(data: Partial<RequestData> = {}, more: Partial<LimitOptions> = {}) {
  const request = requested({ frameCount: 250, width: 1920, height: 1080, ...data }).data as RequestData
  return limitsOf({
    ...{ item: render, request, planned: null, timings: usualTimings, memoryBytes: 1e9, ...more },
  })
}

test('an attempt may take the longer, the more and the larger its frames are', (t) => {
  const usual = limits()
  t.ok(usual.durationMs > 60 * minuteMs && usual.durationMs < 90 * minuteMs, `${usual.durationMs}`)
  t.ok(limits({ frameCount: 500 }).durationMs > usual.durationMs)
  t.ok(limits({ width: 3840, height: 2160 }).durationMs > usual.durationMs)
  t.ok(limits({ presets: ['standard', 'web'] }).durationMs > usual.durationMs)
  t.equal(usual.memoryBytes, 1e9)
  t.end()
})

test('no attempt may take longer than half a day, however long its film is', (t) => {
  const { durationMs, cpuMs } = limits({ frameCount: 500_000 })
  t.equal(durationMs, 12 * 60 * minuteMs)
  t.equal(cpuMs, 8 * durationMs)
  t.end()
})

test('what is no film at all has time enough', (t) => {
  t.ok(limits({ frameCount: 1, width: 16, height: 16 }).durationMs >= 30 * minuteMs)
  t.end()
})

test('more than all frames without compression is not written by anything that goes well', (t) => {
  const rawBytes = 250 * 1920 * 1080 * 1.5
  t.ok(limits().scratchBytes > 2 * rawBytes)
  t.ok(limits({ width: 320, height: 180 }).scratchBytes > 250 * 3840 * 2160, 'an output may be larger')
  t.end()
})

test('a chunk has the time of its own frames, the sound that of the whole film', (t) => {
  const planned = chunkedPlan(3).data as PlanData
  const chunk = (number: number) => ({
    item: { ...render, kind: 'chunk' as const, planId: 1, number },
    planned: { ...planned, chunkFrames: [0, 60, 190] },
  })
  const [sound, short, long] = [0, 1, 2].map((number) => limits({}, chunk(number)).durationMs)
  t.equal(sound, limits().durationMs)
  t.ok(short! < long! && long! < sound!)
  t.end()
})

test('an ffmpeg may have less memory than there is, and yet a good part of it', (t) => {
  t.ok(usualMemoryBytes() > 64 * 1024 ** 2)
  t.ok(Number.isSafeInteger(usualMemoryBytes()))
  t.end()
})

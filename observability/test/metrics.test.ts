import { test } from 'tap'
import { createMetrics } from '@framewright/observability'

test('every metric is named render_<noun>_<unit>, beside those of node itself', async (t) => {
  const text = await createMetrics('api').text()
  const names = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name)
  t.ok(names.length > 20)
  for (const name of names) t.match(name, /^(render|process|nodejs)_[a-z0-9_]+$/)
})

test('values are counted apart from those of another service in the same process', async (t) => {
  const api = createMetrics('api')
  const worker = createMetrics('worker')
  api.httpRequestSeconds.observe({ method: 'GET', route: '/renders', status: 200 }, 0.003)
  worker.workerAttemptsTotal.inc({ outcome: 'failed', code: 'ENCODE_FAILED' })
  t.match(await api.text(), /render_http_request_seconds_bucket\{le="0.005",service="api",.*\} 1/)
  t.match(
    await worker.text(),
    /render_worker_attempts_total\{outcome="failed",code="ENCODE_FAILED",service="worker"\} 1/,
  )
  t.notMatch(await worker.text(), /route="\/renders"/)
})

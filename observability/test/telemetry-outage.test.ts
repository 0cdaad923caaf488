/** A file of its own: OpenTelemetry's provider is global, and only the first of a process counts. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'tap'
import { inSpan, startTelemetry } from '@framewright/observability'

test('a collector that takes connections and never answers does not hold up the exit', async (t) => {
  const silent = createServer((socket) => socket.on('error', () => socket.destroy()))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => silent.close())
  const sockets = new Set<{ destroy(): void }>()
  silent.on('connection', (socket) => sockets.add(socket))
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  const telemetry = await startTelemetry({ service: 'worker', endpoint })
  await inSpan('encode', { traceparent: null }, async () => {})
  const startedMs = performance.now()
  await telemetry.stop()
  // Left to itself, the exporter would take ten seconds.
  t.ok(performance.now() - startedMs < 9_000)
  for (const socket of sockets) socket.destroy()
})

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import { inSpan, startTelemetry } from '@framewright/observability'

/** Takes spans as a collector does, and keeps what it was sent. */
async function withCollector(t: Test): Promise<{ endpoint: string; received: string[] }> {
  const received: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push(`${request.url} ${Buffer.concat(chunks).toString('latin1')}`)
      response.writeHead(200).end()
    })
  })
  return { endpoint: await listening(t, server), received }
}

async function listening(t: Test, server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

test('without an endpoint nothing is started', async (t) => {
  const telemetry = await startTelemetry({ service: 'worker', endpoint: null })
  await telemetry.stop()
  t.equal(await inSpan('encode', { traceparent }, async (own) => own), traceparent, 'no span is made')
})

test('spans reach the collector, in the trace that they were given', async (t) => {
  const { endpoint, received } = await withCollector(t)
  const telemetry = await startTelemetry({ service: 'worker-7', endpoint: `${endpoint}/` })
  const next = await inSpan('encode', { traceparent, attributes: { renderId: 'r1' } }, async (own) => own)
  t.match(next, /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/)
  t.not(next, traceparent, 'what is passed on names the span')
  await telemetry.stop()
  t.equal(received.length, 1)
  t.match(received[0], /^\/v1\/traces /)
  t.match(received[0], /worker-7/)
  t.match(received[0], /encode/)
  t.ok(received[0]?.includes(Buffer.from(traceparent.slice(3, 35), 'hex').toString('latin1')), 'the trace id')
})

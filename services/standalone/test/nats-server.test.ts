import { test } from 'tap'
import { natsConfig, natsVersion } from '../src/nats-server.ts'

test('it is told how often to sync only if it knows that', async (t) => {
  t.notMatch(natsConfig(4222, '/data/nats', [2, 9]), /sync_interval/)
  for (const knows of [
    [2, 10],
    [2, 12],
    [3, 0],
  ] as const) {
    t.match(natsConfig(4222, '/data/nats', knows), /sync_interval: "10s"/)
  }
})

test('it listens on this machine alone, and keeps its store where it is told', async (t) => {
  const config = natsConfig(4222, '/data/with "quotes"', [2, 9])
  t.match(config, /^listen: "127\.0\.0\.1:4222"$/m)
  t.match(config, /store_dir: "\/data\/with \\"quotes\\""/)
})

test('the version of the one on the PATH is read', async (t) => {
  const [major, minor] = natsVersion()
  t.ok(major >= 2 && Number.isInteger(minor))
})

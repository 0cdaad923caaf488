import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { FailureList, RenderEvent, RenderView } from '@framewright/schemas'
import t, { test } from 'tap'
import { sampleMedia } from '../support/sample-media.ts'
import { startSystem } from '../support/system.ts'
import { filmOf, uploadClip } from './sample-film.ts'

const folder = mkdtempSync(join(tmpdir(), 'framewright-poison-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const bug = join(folder, 'bug')
const ffmpeg = execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim()

/** Dies of the file that the bug is with, as long as there is one. */
writeFileSync(
  join(folder, 'ffmpeg'),
  `#!/bin/sh
if [ -e '${bug}' ]; then
  case "$*" in
    *"$(cat '${bug}')"*)
      echo '[error] the last thing before the bug' >&2
      kill -SEGV $$
      ;;
  esac
fi
exec '${ffmpeg}' "$@"
`,
)
chmodSync(join(folder, 'ffmpeg'), 0o755)

const system = await startSystem(t, {
  env: { worker: { PATH: `${folder}${delimiter}${process.env['PATH']}` } },
})
const client = system.client()
const operator = system.client({ userId: 'olga', roles: ['operator'] })
const asset = await uploadClip(client)

const failuresFor = async (who: typeof client) =>
  (await who.request('GET', '/renders/failures')).json<FailureList>().failures

test('work that kills ffmpeg ends after its attempts, keeps nobody else waiting, and is done after a fix', async (t) => {
  const poisonous = await client.upload(await sampleMedia('video'))
  writeFileSync(bug, poisonous.sha256)
  const poison = await client.submit(filmOf(poisonous, 0.5, 'Poison'))
  const healthy = await client.submit(filmOf(asset, 0.5, 'Healthy'))
  await client.until(healthy.renderId, 'completed')
  const early = await client.render(poison.renderId)
  t.not(early.status, 'failed', 'others go on between its attempts')
  const view = await client.until(poison.renderId, 'failed')
  t.match(view, { attempt: 3, failure: { code: 'ENCODE_FAILED', message: /SIGSEGV/ } })
  const events = (await client.events(poison.renderId)) as unknown as RenderEvent[]
  const ended = events.filter(({ type }) => ['RenderAttemptFailed', 'RenderFailed'].includes(type))
  t.same(
    ended.map(({ type }) => type),
    ['RenderAttemptFailed', 'RenderAttemptFailed', 'RenderFailed'],
  )

  for (const who of [client, operator]) {
    const [failure] = await failuresFor(who)
    t.match(failure, { renderId: poison.renderId, attempt: 3 })
    assert(failure !== undefined)
    t.equal(failure.failure.stderrTail.at(-1), '[error] the last thing before the bug')
  }

  rmSync(bug)
  const retried = await operator.request('POST', `/renders/${poison.renderId}/retry`)
  t.equal(retried.status, 202)
  t.equal(retried.json<RenderView>().status, 'queued')
  const done = await client.until(poison.renderId, 'completed')
  t.equal((await client.download(poison.renderId)).length, done.outputs[0]?.sizeBytes)
  t.same(await failuresFor(operator), [], 'and it is on no list any more')
})

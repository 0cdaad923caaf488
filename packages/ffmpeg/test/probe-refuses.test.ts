import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { sampleMedia, type SampleName } from '../../../test/support/sample-media.ts'
import { probeMedia, type UnreadableReason } from '../src/index.ts'
import { scratchFolder } from './scratch-folder.ts'

const timeoutMs = 60_000

async function refuses(t: Test, bytes: Uint8Array | string, reason: UnreadableReason, message: RegExp) {
  const path = join(scratchFolder(t), 'upload.mp4')
  writeFileSync(path, bytes)
  await refusesFile(t, path, reason, message)
}

const refusesFile = (t: Test, path: string, reason: UnreadableReason, message: RegExp) =>
  t.rejects(probeMedia(path, { timeoutMs }), {
    name: 'MediaUnreadable',
    code: 'MEDIA_UNREADABLE',
    reason,
    message,
  })

test('what is no media is refused', async (t) => {
  await refuses(t, '', 'EMPTY', /is empty/)
  await refuses(t, 'This is no film.\n'.repeat(500), 'NOT_MEDIA', /no video, sound or picture/)
  await refuses(t, randomBytes(100_000), 'NOT_MEDIA', /damaged/)
})

test('a playlist that is called a film reaches no other file', async (t) => {
  const folder = scratchFolder(t)
  const secret = join(folder, 'secret.ts')
  execFileSync('ffmpeg', ['-v', 'error', '-i', await sampleMedia('video'), '-c', 'copy', secret])
  const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://${secret}\n#EXT-X-ENDLIST\n`
  await refuses(t, playlist, 'NOT_MEDIA', /./)
  await refuses(t, `ffconcat version 1.0\nfile ${secret}\n`, 'NOT_MEDIA', /./)
})

test('what is cut off is refused, whatever its header promises', async (t) => {
  const half = async (name: SampleName, share = 0.5) => {
    const bytes = readFileSync(await sampleMedia(name))
    return bytes.subarray(0, Math.floor(bytes.length * share))
  }
  await refuses(t, await half('video'), 'NOT_MEDIA', /damaged/) // its index was at the end
  await refuses(t, await half('quickstart mp4'), 'CUT_OFF', /holds \d\.\d s of the 2\.0 s it promises/)
  await refuses(t, await half('mkv'), 'CUT_OFF', /cut off/)
  await refuses(t, await half('png', 0.02), 'UNDECODABLE', /damaged/)
  await refuses(t, (await half('quickstart mp4')).subarray(0, 4_000), 'UNDECODABLE', /damaged|decoded/)
})

test('more pixels or streams than are allowed are refused', async (t) => {
  await refusesFile(t, await sampleMedia('png of 67 megapixels'), 'TOO_MANY_PIXELS', /8192/)
  const many = join(scratchFolder(t), 'many.mkv')
  const maps = Array.from({ length: 33 }, () => ['-map', '0:a']).flat()
  execFileSync('ffmpeg', ['-v', 'error', '-i', await sampleMedia('wav'), ...maps, '-c', 'copy', many])
  await refusesFile(t, many, 'TOO_MANY_STREAMS', /33 streams/)
})

test('a film that lasts no time is refused', async (t) => {
  const path = join(scratchFolder(t), 'none.wav')
  execFileSync('ffmpeg', ['-v', 'error', '-i', await sampleMedia('wav'), '-t', '0', '-c', 'copy', path])
  await t.rejects(probeMedia(path, { timeoutMs }), {
    code: 'MEDIA_UNREADABLE',
    reason: /NO_DURATION|UNDECODABLE/,
  })
})

test('a probe that takes too long is given up, and one that is cancelled ends', async (t) => {
  const path = await sampleMedia('video')
  await t.rejects(probeMedia(path, { timeoutMs: 1 }), { code: 'MEDIA_UNREADABLE', reason: 'TOO_SLOW' })
  const cancelled = new Error('cancelled')
  await t.rejects(probeMedia(path, { timeoutMs, signal: AbortSignal.abort(cancelled) }), cancelled)
  const cancelling = new AbortController()
  const probing = probeMedia(path, { timeoutMs, signal: cancelling.signal })
  cancelling.abort(cancelled)
  await t.rejects(probing, cancelled)
})

test('a file that is not there is the caller’s mistake, not an unreadable one', async (t) => {
  await t.rejects(probeMedia('/no/such/file', { timeoutMs }), { code: 'ENOENT' })
})

import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { finishOutput } from '../src/parts/finish-output.ts'
import { assembled, renderChunks } from './chunked-films.ts'
import { openStudio } from './films.ts'

const run = promisify(execFile)
const limits = { timeoutMs: 60_000, signal: new AbortController().signal }

test('a ladder for HLS and DASH', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', { num: 10, den: 1 }, 53, 4)).facts.assetId
  const tone = (await studio.sound('tone.wav', 'sine=440', 6)).facts.assetId
  const edit: Edit = {
    schemaVersion: 1,
    canvas: { width: 638, height: 360, fps: 10 },
    tracks: [
      { kind: 'video', clips: [{ type: 'video', asset: counted, fit: 'cover' }] },
      { kind: 'audio', clips: [{ type: 'audio', asset: tone, duration: 5.3 }] },
    ],
    outputs: [{ name: 'film', preset: 'streaming' }],
  }
  const plan = studio.plan(edit)
  const finished = async (path: string) => {
    const [output] = plan.outputs
    assert(output !== undefined)
    const parts = await finishOutput(plan, output, path, limits)
    assert('parts' in parts, 'it is several files')
    return parts
  }
  const [path = ''] = await studio.render(edit)
  const ladder = await finished(path)
  const folder = join(dirname(path), 'as stored')
  await mkdir(folder)
  for (const part of ladder.parts) await copyFile(part.file, join(folder, part.path))
  const textOf = (name: string) => readFile(join(folder, name), 'utf8')
  const sizeOf = (name: string) => ladder.parts.find((one) => one.path === name)?.sizeBytes ?? 0

  await t.test('has every part that its playlists name, and no others', async (t) => {
    const named = new Set(['master.m3u8', 'manifest.mpd'])
    const master = await textOf('master.m3u8')
    for (const [name = ''] of master.matchAll(/stream\d\.m3u8/g)) {
      named.add(name)
      for (const [part = ''] of (await textOf(name)).matchAll(/stream\d-[\w.]+/g)) named.add(part)
    }
    t.same([...named].sort(), ladder.parts.map((part) => part.path).sort())
    t.equal(ladder.entry, 'master.m3u8')
    t.notMatch(
      ladder.parts.map(({ contentType }) => contentType),
      [/octet/],
      'each says what it is',
    )
    const texts = await Promise.all([...named].filter((name) => /\.(m3u8|mpd)$/.test(name)).map(textOf))
    t.notMatch(texts.join(''), /PROGRAM-DATE-TIME|20\d\d-\d\d-\d\d/, 'there is no clock in it')
  })

  await t.test(
    'has sizes down from that of the canvas, each with all frames, cut at the same ones',
    async (t) => {
      const master = await textOf('master.m3u8')
      t.same(
        [...master.matchAll(/RESOLUTION=(\w+)/g)].map(([, size]) => size),
        ['638x360', '426x240'],
      )
      for (const [stream, size] of [
        [0, [638, 360]],
        [1, [426, 240]],
      ] as const) {
        const playlist = await textOf(`stream${stream}.m3u8`)
        t.same(
          [...playlist.matchAll(/EXTINF:([\d.]+)/g)].map(([, of]) => Number(of)),
          [4, 1.3],
        )
        const frames: number[] = []
        for (const number of [1, 2]) {
          const alone = join(folder, 'alone.mp4')
          const segment = `stream${stream}-0000${number}.m4s`
          const init = await readFile(join(folder, `stream${stream}-init.mp4`))
          await writeFile(alone, Buffer.concat([init, await readFile(join(folder, segment))]))
          const { streams, packets } = await probe(alone)
          t.same([streams[0]?.width, streams[0]?.height], size)
          t.match(packets[0]?.flags, /^K/, 'a segment can be begun with')
          frames.push(packets.length)
          await rm(alone)
        }
        t.same(frames, [40, 13])
      }
    },
  )

  await t.test('says what each size takes, and how it is encoded', async (t) => {
    const master = await textOf('master.m3u8')
    const found = [...master.matchAll(/:BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+),CODECS="([^"]+)"/g)]
    t.equal(found.length, 2)
    const soundBits = (sizeOf('stream2-00001.m4s') * 8) / 4
    for (const [stream, [, peak, average, codecs]] of found.entries()) {
      const pictureBits = (sizeOf(`stream${stream}-00001.m4s`) * 8) / 4
      t.ok(Math.abs(Number(peak) - pictureBits - soundBits) < 0.05 * Number(peak), `${peak}`)
      t.ok(Number(average) <= Number(peak) * 1.05)
      t.match(codecs, /^avc1\.6400[0-9a-f]{2},mp4a\.40\.2$/)
    }
    t.match(master, /TYPE=AUDIO,GROUP-ID="audio".*CHANNELS="2",URI="stream2.m3u8"/)
  })

  await t.test('plays as HLS and as DASH, as long as the film', async (t) => {
    for (const name of ['master.m3u8', 'manifest.mpd']) {
      const { streams, seconds } = await played(join(folder, name))
      t.equal(streams, 3, name)
      t.ok(Math.abs(seconds - 5.3) < 0.03, `${name}: ${seconds}`)
    }
  })

  await t.test('has the same bytes each time, and on another kind of processor', async (t) => {
    const [again = ''] = await studio.render(edit, ['-cpuflags', 'sse2'])
    const hashes = ({ parts }: typeof ladder) => parts.map(({ path, sha256 }) => `${path} ${sha256}`)
    t.same(hashes(await finished(again)), hashes(ladder))
  })

  await t.test('is refused when a segment is missing, or is another', async (t) => {
    const fileOf = (name: string) => ladder.parts.find((one) => one.path === name)?.file ?? ''
    const [second, first] = ['stream1-00002.m4s', 'stream1-00001.m4s'].map(fileOf) as [string, string]
    await rename(second, `${second}.away`)
    await t.rejects(finished(path), { code: 'OUTPUT_INVALID', message: /segments: 40 frames instead of 53/ })
    await copyFile(first, second)
    await t.rejects(finished(path), {
      code: 'OUTPUT_INVALID',
      message: /40 frames from 0\/\d+ s on, instead of 40 from \d+/,
    })
    await rename(`${second}.away`, second)
    t.equal((await finished(path)).parts.length, ladder.parts.length)
  })
})

test('a ladder of a film in chunks', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', { num: 5, den: 1 }, 90, 2)).facts.assetId
  const tone = (await studio.sound('tone.wav', 'sine=440', 16)).facts.assetId
  const clips = [3, 7, 6].map((duration, at) => ({
    type: 'video' as const,
    asset: counted,
    in: at,
    duration,
  }))
  const plan = studio.plan({
    schemaVersion: 1,
    canvas: { width: 638, height: 360, fps: 5 },
    tracks: [
      { kind: 'video', clips },
      { kind: 'audio', clips: [{ type: 'audio', asset: tone, duration: 16 }] },
    ],
    outputs: [{ name: 'film', preset: 'streaming' }],
  })
  const [path = ''] = await assembled(studio, plan, await renderChunks(studio, plan))
  const [output] = plan.outputs
  assert(output !== undefined)
  const finished = await finishOutput(plan, output, path, limits)
  assert('parts' in finished)
  const folder = join(dirname(path), 'as stored')
  await mkdir(folder)
  for (const part of finished.parts) await copyFile(part.file, join(folder, part.path))
  const playlists = await Promise.all([0, 1].map((at) => readFile(join(folder, `stream${at}.m3u8`), 'utf8')))
  // Key frames are at 0 2 | 3 5 7 | 8 | 10 12 14 s.
  for (const playlist of playlists) {
    const lengths = [...playlist.matchAll(/EXTINF:([\d.]+)/g)].map(([, of]) => Number(of))
    t.same(lengths, [5, 5, 4, 2], 'each is cut at the first key frame that is no earlier than it should be')
    t.match(playlist, /TARGETDURATION:5\n/)
  }
  for (const name of ['master.m3u8', 'manifest.mpd']) {
    const { streams, seconds } = await played(join(folder, name), 5)
    t.same([streams, seconds], [3, 16], name)
  }
})

interface Probed {
  readonly streams: readonly { readonly width?: number; readonly height?: number }[]
  readonly packets: readonly { readonly flags: string }[]
}

async function probe(path: string): Promise<Probed> {
  const args = ['-v', 'error', '-of', 'json', '-show_streams', '-show_packets', '-i', path]
  return JSON.parse((await run('ffprobe', args)).stdout) as Probed
}

/** Decodes the first picture, and counts what there is to choose among. */
async function played(path: string, rate = 10): Promise<{ streams: number; seconds: number }> {
  const probed = await run('ffprobe', ['-v', 'error', '-of', 'json', '-show_streams', '-i', path])
  const { streams } = JSON.parse(probed.stdout) as Probed
  const args = ['-v', 'error', '-xerror', '-i', path, '-map', '0:v:0', '-f', 'framemd5', '-']
  const frames = (await run('ffmpeg', args)).stdout.split('\n').filter((line) => /^\d/.test(line))
  return { streams: streams.length, seconds: frames.length / rate }
}

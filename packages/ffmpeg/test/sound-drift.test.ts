import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AssetFacts } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, resolveEdit } from '@framewright/timeline'
import { test } from 'tap'
import { filter } from '../src/filter-syntax.ts'
import { inputArgs } from '../src/input-args.ts'
import { soundGraph } from '../src/sound/sound-graph.ts'
import { edit, samplesIn } from './films.ts'

const run = promisify(execFile)
const rate = 48_000
const assetId = '00000000-0000-4000-8000-000000000001'

/** Silence with clicks at some seconds, in 16 bits of one channel; what is not written takes no room on the disk. */
async function clicks(path: string, sampleRateHz: number, length: number, at: readonly number[]) {
  const bytes = 2 * sampleRateHz * length
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRateHz, 24)
  header.writeUInt32LE(2 * sampleRateHz, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(bytes, 40)
  const file = await open(path, 'w')
  await file.write(header, 0, 44, 0)
  await file.truncate(44 + bytes)
  const click = Buffer.alloc(2)
  click.writeInt16LE(30_000)
  for (const second of at) await file.write(click, 0, 2, 44 + 2 * Math.round(second * sampleRateHz))
  await file.close()
}

test('a click at the beginning and one after an hour are where they belong, to a tenth of a millisecond', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'framewright-drift-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const hour = 3600
  const length = hour + 1
  const path = join(folder, 'clicks.wav')
  const wanted = [0.25, hour + 0.25]
  await clicks(path, 44_100, length, wanted)
  const audio = { codec: 'pcm_s16le', sampleRateHz: 44_100, channels: 1, durationSeconds: length }
  const media: AssetFacts['media'] = {
    ...{ kind: 'audio', container: 'wav', durationSeconds: length, video: null, audio },
  }
  const facts = { assetId, sha256: '0'.repeat(64), sizeBytes: 1, media }
  const film = edit(
    { num: 30000, den: 1001 },
    [{ kind: 'audio', clips: [{ type: 'audio', asset: assetId }] }],
    [{ name: 'film', preset: 'audio_wav' }],
  )
  const resolution = resolveEdit(film, new Map([[assetId, facts]]))
  assert(resolution.ok)
  const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
  const { sound } = plan
  assert(sound !== null)
  // The whole hour goes through the graph; only its ends are written down.
  const ends = [
    { start_sample: 0, end_sample: rate },
    { start_sample: hour * rate, end_sample: sound.sampleCount },
  ]
  const { text, inputs, outputs } = soundGraph(
    plan,
    sound,
    (graph, mix) =>
      graph.split(mix, 2, 'audio').map((copy, at) => graph.chain([copy], filter('atrim', ends[at]))),
    () => path,
  )
  const files = outputs.map((_, at) => join(folder, `end-${at}.wav`))
  const maps = outputs.flatMap((stream, at) => ['-map', `[${stream}]`, files[at] ?? ''])
  await run('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-y', ...inputs.flatMap(inputArgs), '-filter_complex', text, ...maps],
  ])
  for (const [at, file] of files.entries()) {
    const samples = await samplesIn(file)
    const loudest = samples.reduce(
      (most, one, index) => (Math.abs(one) > Math.abs(samples[most] ?? 0) ? index : most),
      0,
    )
    const second = (ends[at]?.start_sample ?? 0) / rate + loudest / rate
    t.ok(Math.abs(second - (wanted[at] ?? 0)) < 0.0001, `it is heard at ${second} s`)
  }
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { promisify } from 'node:util'
import { isSameSound, soundAlone } from '@framewright/timeline'
import { test } from 'tap'
import { assemblyCommands, finishOutput, measureLoudness, runFfmpeg } from '../src/index.ts'
import { assembled, chunksIn, renderChunks } from './chunked-films.ts'
import { edit, openStudio, probed, sha256Of } from './films.ts'

const run = promisify(execFile)
const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
const twelve = { num: 12, den: 1 }

test('chunks', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', twelve, 192, 1)).facts.assetId
  const song = (await studio.sound('song.wav', 'sine=440', 16)).facts.assetId
  const clips = [5, 7, 4].map((duration, at) => ({
    ...{ type: 'video' as const, asset: counted, in: at, duration },
  }))
  const said = [{ text: 'Soft', start: 1, end: 9 }]
  const captions = {
    ...{ type: 'captions' as const, language: 'en', deliver: ['soft' as const, 'sidecar' as const] },
    ...{ start: 0, duration: 16, cues: said },
  }
  const tracks = [
    { kind: 'video' as const, clips },
    { kind: 'audio' as const, clips: [{ type: 'audio' as const, asset: song, duration: 16 }] },
  ]

  await t.test('of sound are files that say how long they are', async (t) => {
    const presets = ['standard', 'web', 'prores_422', 'audio_mp3']
    const outputs = presets.map((preset) => ({ name: preset, preset }))
    const [sound] = chunksIn(
      studio.plan(
        edit(12, tracks, [...outputs, { name: 'mono', preset: 'audio_m4a', channels: 1 as const }]),
      ),
    )
    assert(sound?.kind === 'sound')
    const paths = await studio.renderPlan(sound.plan)
    t.same(
      sound.plan.outputs.map(({ container }) => container),
      ['m4a', 'webm', 'mov', 'mp3', 'm4a'],
    )
    for (const [at, output] of sound.plan.outputs.entries()) {
      const finished = await finishOutput(sound.plan, output, paths[at] ?? '', limits)
      t.equal('media' in finished && finished.media.kind, 'audio', output.container)
    }
  })

  await t.test('become every output of the film, as if it had been made in one piece', async (t) => {
    const presets = [
      'standard',
      'web',
      'prores_422',
      'still_png',
      'poster',
      'audio_mp3',
      'audio_m4a',
      'audio_wav',
    ]
    const outputs = [
      ...presets.map((preset) => ({ name: preset, preset })),
      { name: 'still', preset: 'still_jpeg', at: 15.8 },
      { name: 'srt', preset: 'captions_srt' },
    ]
    const plan = studio.plan({
      ...edit(6, [...tracks, { kind: 'video', clips: [captions] }], outputs),
      metadata: { author: 'Ada', copyright: '2026' },
      title: 'A film',
    })
    const whole = await studio.renderPlan(plan)
    const chunks = await renderChunks(studio, plan)
    const joined = await assembled(studio, plan, chunks)
    const sounds = soundAlone(plan)?.outputs ?? []
    for (const [at, output] of plan.outputs.entries()) {
      const [path = '', wanted = ''] = [joined[at], whole[at]]
      await finishOutput(plan, output, wanted, limits)
      await finishOutput(plan, output, path, limits)
      if (output.audio !== null) {
        const { audio } = output
        const { name } = sounds.find((sound) => sound.audio !== null && isSameSound(sound.audio, audio))!
        const alone = await measureLoudness(chunks[0]?.paths.get(name) ?? '', limits)
        t.same(await measureLoudness(path, limits), alone, `${output.name} is as loud as its chunk of sound`)
      }
      if (['png', 'jpg', 'wav', 'srt'].includes(output.container)) {
        t.equal(await sha256Of(path), await sha256Of(wanted), `${output.name} is the same file`)
        continue
      }
      t.same(await factsOf(path), await factsOf(wanted), `${output.name} says the same of itself`)
      t.same(
        await packetsIn(path, 'v'),
        await packetsIn(wanted, 'v'),
        'its frames are shown at the same times',
      )
      t.same(await packetsIn(path, 's'), await packetsIn(wanted, 's'), 'and so are its captions')
      t.equal(await decoded(path, 'a'), await decoded(wanted, 'a'), 'its sound is the same')
      if (output.container === 'mov') t.equal(await decoded(path, 'v'), await decoded(wanted, 'v'))
    }
  })

  await t.test('are joined without a picture of them being decoded, to the same bytes', async (t) => {
    const outputs = ['standard', 'archive', 'web_av1'].map((preset) => ({ name: preset, preset }))
    const plan = studio.plan(edit(6, [{ kind: 'video', clips }], outputs))
    const chunks = await renderChunks(studio, plan)
    const sourcePath = (sha256: string) => studio.sourcePath(sha256)
    const join = async (argsOf: (args: readonly string[]) => readonly string[]) => {
      const folder = await mkdtemp(`${studio.folder}/joined-`)
      const [command] = assemblyCommands(plan, chunks, { folder, sourcePath })
      assert(command !== undefined, 'films are joined')
      const said: string[] = []
      await runFfmpeg(
        { ...command, args: argsOf(command.args) },
        { ...limits, onProgress: () => {}, onLine: (line) => said.push(line) },
      )
      t.notMatch(said.join('\n'), 'whitelist', 'nobody who reads the log is told of errors that are none')
      const sha256s = await Promise.all(command.outputs.map(({ path }) => sha256Of(path)))
      return { args: command.args, sha256s }
    }
    const joined = await join((args) => args)
    t.equal(joined.args.filter((arg) => arg === '-codec_whitelist').length, outputs.length)
    const decoders = ['h264', 'hevc', 'libdav1d', 'libaom-av1', 'av1'].join(',')
    const looking = await join((args) => args.map((arg) => (arg === 'none' ? decoders : arg)))
    t.same(looking.sha256s, joined.sha256s)
  })
})

/** All but what depends on how well its pictures were packed. */
async function factsOf(path: string) {
  const { streams, format } = await probed(path)
  const { size: _size, bit_rate: _rate, filename: _name, ...ofFile } = format
  // Where colours lie among the pixels is lost on the way of VP9 through MP4; all players take them to lie as they do.
  const ofStreams = streams.map(({ bit_rate: _, chroma_location: _chroma, ...stream }) => stream)
  return [ofFile, ofStreams]
}

async function packetsIn(path: string, of: 'v' | 's'): Promise<string[]> {
  const args = ['-v', 'error', '-select_streams', `${of}:0`, '-show_entries', 'packet=pts,duration']
  return (await run('ffprobe', [...args, '-of', 'csv=p=0', path])).stdout.trim().split('\n').sort()
}

async function decoded(path: string, of: 'a' | 'v'): Promise<string> {
  const args = ['-v', 'error', '-nostdin', '-i', path, '-map', `0:${of}?`, '-f', 'md5', '-']
  return (await run('ffmpeg', args)).stdout
}

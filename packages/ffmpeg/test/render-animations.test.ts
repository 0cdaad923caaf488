import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { resolveEdit } from '@framewright/timeline'
import { test } from 'tap'
import { probeMedia } from '../src/index.ts'
import { edit, framesIn, mean, openStudio, sha256Of, whole } from './films.ts'
import { scratchFolder } from './scratch-folder.ts'
import { unevenGif } from './uneven-gif.ts'

const fit = 'fill' as const

test('animated images', async (t) => {
  const studio = await openStudio(t)
  const bytes = unevenGif([
    ['red', 10],
    ['clear', 40],
    ['blue', 20],
  ])
  const gif = await studio.file('three.gif', bytes)
  // The same pictures; ffmpeg writes into it that the last one is on for as long as the one before it.
  const apng = await studio.found('three.apng', [
    ...['-i', gif.path, '-c:v', 'apng', '-f', 'apng', '-plays', '0', '-fps_mode', 'passthrough'],
    ...['-enc_time_base', '1:100'],
  ])

  await t.test('they are videos with alpha, as long as all their frames', async (t) => {
    for (const [name, { facts }] of Object.entries({ gif, apng })) {
      const { kind, container, durationSeconds, video } = facts.media
      t.match(
        { kind, container, durationSeconds },
        { kind: 'video', container: name, durationSeconds: name === 'gif' ? 0.7 : 0.9 },
        name,
      )
      t.match(video, { frameCount: 3, hasAlpha: true, width: 16, height: 16 }, name)
    }
    t.match((await studio.file('one.gif', unevenGif([['red', 10]]))).facts.media, { kind: 'image' })
  })

  // At 10 frames a second: a red one, four that show what is below, two blue ones, and again.
  const round = 'r....bb'
  const slower = 'r....bbbb'
  const below = { kind: 'video' as const, clips: [{ type: 'shape' as const, shape: green(), duration: 1.8 }] }
  const over = (asset: string, more: object) => ({
    kind: 'video' as const,
    clips: [{ type: 'video' as const, asset, fit, duration: 1.8, ...more }],
  })
  const lettersOf = async (film: Parameters<typeof studio.render>[0]): Promise<string> => {
    const [path = ''] = await studio.render(film)
    return (await framesIn(path))
      .map((frame) => {
        const [red, green, blue] = (['red', 'green', 'blue'] as const).map((plane) =>
          mean(frame, whole, plane),
        )
        if ((red ?? 0) > 200 && (green ?? 0) < 60) return 'r'
        return (blue ?? 0) > 200 && (green ?? 0) < 60 ? 'b' : (green ?? 0) > 200 ? '.' : '?'
      })
      .join('')
  }

  await t.test('each frame is on for as long as it says, again and again or held', async (t) => {
    const films: readonly [string, object, string][] = [
      [gif.facts.assetId, { atEnd: 'loop' }, (round + round + round).slice(0, 18)],
      [apng.facts.assetId, { atEnd: 'loop', in: 0.3 }, slower.repeat(3).slice(3, 21)],
      [gif.facts.assetId, { atEnd: 'hold' }, round + 'b'.repeat(11)],
      [
        gif.facts.assetId,
        { atEnd: 'loop', speed: 2, reverse: true },
        backwards(halved(round.repeat(6)).slice(0, 18)),
      ],
    ]
    for (const [asset, more, letters] of films)
      t.equal(await lettersOf(edit(10, [below, over(asset, more)])), letters, JSON.stringify(more))
  })

  await t.test('what goes round is the same on every processor', async (t) => {
    const film = edit(10, [below, over(gif.facts.assetId, { atEnd: 'loop' })])
    const [one = ''] = await studio.render(film)
    const [other = ''] = await studio.render(film, ['-cpuflags', 'sse2'])
    t.equal(await sha256Of(one), await sha256Of(other))
  })

  await t.test('what cannot go round is refused', async (t) => {
    const loud = await studio.plain('loud.mov', 'red', 0.5, 'sine=440')
    const large = { ...gif.facts, assetId: '00000000-0000-4000-8000-0000000000aa' }
    const video = large.media.video && { ...large.media.video, width: 4000, height: 3000, frameCount: 9 }
    const assets = new Map([
      ...studio.assets(),
      [large.assetId, { ...large, media: { ...large.media, video } }],
    ])
    const reasonsOf = (asset: string, more: object) => {
      const resolution = resolveEdit(edit(10, [over(asset, more)]), assets)
      return resolution.ok ? [] : resolution.problems.map(({ reason, pointer }) => `${reason} ${pointer}`)
    }
    const at = '/tracks/0/clips/0'
    t.same(reasonsOf(loud.facts.assetId, { atEnd: 'loop' }), [`LOOP_INVALID ${at}/atEnd`])
    t.same(reasonsOf(loud.facts.assetId, { atEnd: 'loop', muted: true }), [])
    t.same(reasonsOf(large.assetId, { atEnd: 'loop' }), [`LOOP_INVALID ${at}/atEnd`])
    t.same(reasonsOf(gif.facts.assetId, {}), [`CLIP_BEYOND_ASSET ${at}/duration`])
    t.same(reasonsOf(gif.facts.assetId, { atEnd: 'hold', freeze: true }), [`FREEZE_CONFLICT ${at}/atEnd`])
  })
})

test('pictures that are not read here are refused by name', async (t) => {
  const path = join(scratchFolder(t), 'picture')
  const refused = (bytes: Buffer, message: RegExp) => {
    writeFileSync(path, bytes)
    return t.rejects(probeMedia(path, { timeoutMs: 20_000 }), { reason: 'PICTURE_UNSUPPORTED', message })
  }
  const webp = Buffer.from('RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\x12\0\0\0\x0f\0\0\x0f\0\0', 'latin1')
  await refused(webp, /animated WebP.*GIF, an APNG/)
  await refused(Buffer.from('\0\0\0\x20ftypavif\0\0\0\0', 'latin1'), /AVIF.*PNG/)
  await refused(Buffer.from('\0\0\0\x20ftypheic\0\0\0\0', 'latin1'), /HEIC.*JPEG/)
})

const green = () => ({ type: 'rectangle' as const, width: 160, height: 90, fill: '#00ff00' })
const halved = (letters: string): string => [...letters].filter((_, at) => at % 2 === 0).join('')
const backwards = (letters: string): string => [...letters].reverse().join('')

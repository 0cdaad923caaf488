import { test } from 'tap'
import { edit, height, openStudio, samplesIn, width, type Sample } from './films.ts'
import { planesOf } from './planes.ts'

/** Frame n of it has the luma `20 + 10 * n`, at ten frames a second. */
const levels = (step: number) =>
  `format=yuv420p,geq=lum='20+${step}*N':cb=128:cr=128,scale=${width}:${height}:flags=neighbor,setsar=1`
const counted = ['-f', 'lavfi', '-i', `color=black:s=2x2:r=10:d=2,${levels(10)}`]
const h264 = ['-c:v', 'libx264', '-qp', '1', '-g', '40', '-bf', '2']
/** Silence but for a click at 0.8 s. */
const click = ['-f', 'lavfi', '-i', "aevalsrc='if(between(n,38400,38410),0.9,0)':s=48000:d=2"]

const frameOf = (luma: ArrayLike<number>) => Math.round(((luma[0] ?? 0) - 20) / 10)
const count = (from: number, frames: number) => Array.from({ length: frames }, (_, n) => from + n)

test('second 0 of a file is its first picture, whatever its clock says', async (t) => {
  const studio = await openStudio(t)
  const aac = ['-c:a', 'aac']
  const long = await studio.found('long.mp4', [...counted, ...h264])
  const cut = ['-ss', '1', '-i', long.path, '-c', 'copy']
  const samples: [Sample, number][] = [
    [await studio.found('sound-first.mkv', [...counted, ...click, ...h264, ...aac]), 0],
    [await studio.found('offset.mp4', [...counted, ...click, ...h264, ...aac, '-output_ts_offset', '5']), 0],
    [await studio.found('offset.ts', [...counted, ...click, ...h264, ...aac]), 0],
    [await studio.found('opus.webm', [...counted, ...click, '-c:v', 'libvpx', '-crf', '4', '-b:v', '4M']), 0],
    [await studio.found('fragments.mp4', [...counted, ...click, ...h264, '-movflags', 'empty_moov']), 0],
    [await studio.found('edit-list.mp4', cut), 10],
    [
      await studio.found('negative.mkv', [
        ...['-itsoffset', '-0.3', '-i', long.path, '-c', 'copy', '-avoid_negative_ts', 'disabled'],
      ]),
      3,
    ],
    [await studio.found('late.mkv', ['-itsoffset', '0.5', ...counted, ...click, ...h264, ...aac]), 0],
  ]
  const clips = samples.map(([{ facts }]) => ({
    ...{ type: 'video' as const, asset: facts.assetId, in: 0.2, duration: 0.5, muted: true },
  }))
  const frames = planesOf(await studio.compose(edit(10, [{ kind: 'video', clips }])))
  for (const [at, [{ path }, first]] of samples.entries()) {
    const shown = frames.slice(5 * at, 5 * at + 5).map(({ y }) => frameOf(y))
    t.same(shown, count(first + 2, 5), path)
  }

  const heard = [
    ...clips.slice(0, 4).map(({ type, asset }) => ({ type, asset, in: 0.5, duration: 1 })),
    // What is heard before the first picture is left out.
    ...clips.slice(-1).map(({ type, asset }) => ({ type, asset, duration: 1 })),
  ]
  const sound = await samplesIn(await studio.renderSound(edit(10, [{ kind: 'video', clips: heard }])))
  for (const at of heard.keys()) {
    const second = sound.subarray(at * 48_000, (at + 1) * 48_000)
    const milliseconds = second.findIndex((value) => Math.abs(value) > 0.2) / 48
    t.ok(Math.abs(milliseconds - 300) < 8, `sound ${at} stays with the picture: ${milliseconds}`)
  }
})

test('sound that is shorter or longer than the picture changes nothing in its length', async (t) => {
  const studio = await openStudio(t)
  for (const [name, seconds] of [
    ['short', 0.5],
    ['long', 3],
  ] as const) {
    const tone = ['-f', 'lavfi', '-i', `sine=440:d=${seconds}`]
    const { facts } = await studio.found(`${name}.mp4`, [...counted, ...tone, ...h264])
    const film = edit(10, [{ kind: 'video', clips: [{ type: 'video', asset: facts.assetId }] }])
    t.equal(studio.plan(film).frameCount, 20, name)
    const samples = await samplesIn(await studio.renderSound(film))
    const loudest = Math.max(...samples.subarray(48_000, 90_000))
    t.ok(seconds > 1 ? loudest > 0.1 : loudest < 0.001, `${name}: silence where it has ended`)
  }
})

test('of several sounds it is the one that players begin with', async (t) => {
  const studio = await openStudio(t)
  const { facts } = await studio.found('two.mkv', [
    ...[...counted, '-f', 'lavfi', '-i', 'sine=440:d=2', '-f', 'lavfi', '-i', 'sine=880:d=2'],
    ...['-map', '0', '-map', '1', '-map', '2', ...h264, '-c:a', 'pcm_s16le'],
    ...['-disposition:a:0', '0', '-disposition:a:1', 'default'],
  ])
  const clip = { type: 'video' as const, asset: facts.assetId, in: 0.5, duration: 0.5 }
  const samples = await samplesIn(await studio.renderSound(edit(10, [{ kind: 'video', clips: [clip] }])))
  const waves = samples.filter((value, at) => value >= 0 && (samples[at - 1] ?? 0) < 0).length
  t.ok(Math.abs(waves - 440) < 60, `${waves} waves in half a second`)
})

test('of interlaced frames no comb is left, and each moment is shown where there is room for it', async (t) => {
  const studio = await openStudio(t)
  // Field n has the luma 20 + 6n all over: ten frames a second of two fields each.
  const { facts } = await studio.found('interlaced.mkv', [
    ...['-f', 'lavfi', '-i', `color=black:s=2x2:r=20:d=1`],
    ...['-vf', `${levels(6)},tinterlace=4,setfield=tff`, '-c:v', 'ffv1'],
  ])
  t.ok(facts.media.video?.isInterlaced)
  for (const [fps, step] of [
    [10, 2],
    [20, 1],
  ] as const) {
    const clip = { type: 'video' as const, asset: facts.assetId, in: 0.2, duration: 0.6 }
    const film = edit(fps, [{ kind: 'video', clips: [clip] }])
    const raw = await studio.compose(film)
    const fields = planesOf(raw).map(({ y }) => (y[width * 41] ?? 0) - 20)
    t.same(
      fields.map((one) => Math.round(one / 6)),
      count(0, 0.6 * fps).map((n) => 4 + n * step),
      `${fps} fps`,
    )
    for (const { y } of planesOf(raw)) {
      const rows = Array.from({ length: height }, (_, row) => y[row * width] ?? 0)
      t.ok(Math.max(...rows) - Math.min(...rows) <= 3, `no comb: ${Math.min(...rows)}-${Math.max(...rows)}`)
    }
    t.ok((await studio.compose(film, ['-cpuflags', 'sse2'])).equals(raw), 'the same on another processor')
  }
})

import { test } from 'tap'
import { edit, height, openStudio, width } from './films.ts'
import { planesOf } from './planes.ts'

/** Opaque on its left half, half so on its right one; of one colour all over. */
const source = [
  ...['-f', 'lavfi', '-i', `color=0xe0c020:s=${width}x${height}:r=10:d=0.3`],
  ...['-vf', "format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='if(lt(X,80),255,128)'"],
]
const files: Readonly<Record<string, readonly string[]>> = {
  'vp8.webm': ['-c:v', 'libvpx', '-pix_fmt', 'yuva420p', '-b:v', '4M', '-auto-alt-ref', '0'],
  'vp9.webm': ['-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p', '-b:v', '4M'],
  'prores.mov': ['-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le'],
  'png.mov': ['-c:v', 'png', '-pix_fmt', 'rgba'],
  'animation.mov': ['-c:v', 'qtrle', '-pix_fmt', 'argb'],
}

test('alpha of a video is seen, in every format that has one', async (t) => {
  const studio = await openStudio(t)
  const clips = []
  for (const [name, args] of Object.entries(files)) {
    const { facts } = await studio.found(name, [...source, ...args])
    t.ok(facts.media.video?.hasAlpha, `${name}: the facts say so`)
    clips.push({ type: 'video', asset: facts.assetId, duration: 0.2 } as const)
  }
  const given = edit(10, [{ kind: 'video', clips }])
  const film = { ...given, canvas: { ...given.canvas, background: '#0040ff' } }
  const raw = await studio.compose(film)
  const frames = planesOf(raw)
  t.equal(frames.length, 2 * clips.length)
  const luma = (r: number, g: number, b: number) => 16 + (219 * (0.2126 * r + 0.7152 * g + 0.0722 * b)) / 255
  const [color, below] = [luma(0xe0, 0xc0, 0x20), luma(0, 0x40, 0xff)]
  // Colours are straight: half of one and half of the other.
  const mixed = (color + below) / 2
  for (const [at, { y }] of frames.entries()) {
    const name = Object.keys(files)[Math.floor(at / 2)]
    const [left = 0, right = 0] = [40, 120].map((x) => y[45 * width + x])
    t.ok(Math.abs(left - color) <= 3, `${name}: ${left} for ${color}`)
    t.ok(Math.abs(right - mixed) <= 3, `${name}: ${right} for ${mixed}`)
  }
  t.ok((await studio.compose(film, ['-cpuflags', 'sse2'])).equals(raw), 'and on every processor')
})

import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { openStudio } from './films.ts'

/** Rows of luma and of chroma that the scaler of an older processor writes beyond, which is seen in some frames of a hundred. */
const canvas = { width: 166, height: 90, fps: 10 }

test('ten bits are the same on any processor, with any number of threads, whatever the width', async (t) => {
  const studio = await openStudio(t)
  const still = async (name: string, filters: string, hasAlpha = false) =>
    (await studio.image(name, filters, { width: 166, height: 90 }, hasAlpha)).facts.assetId
  const one = await still('one.png', 'testsrc2=s=166x90')
  const other = await still('other.png', 'mandelbrot=s=166x90')
  const clear = await still('clear.png', 'testsrc2=s=166x90,format=rgba,colorchannelmixer=aa=0.6', true)
  const transitions = ['crossfade', 'dissolve', 'wipe-left', 'blur-horizontal'] as const
  const duration = 0.3 * (transitions.length + 1)
  const laid = { type: 'image' as const, asset: clear, duration, opacity: 0.7 }
  const shown = [undefined, ...transitions].map((type, at) => ({
    ...{ type: 'image' as const, asset: at % 2 === 0 ? one : other, duration: 0.5 },
    ...(type && { transition: { type, duration: 0.2 } }),
  }))
  const film = (preset: string, hdr?: Edit['canvas']['hdr']): Edit => ({
    schemaVersion: 1,
    canvas: { ...canvas, ...(hdr && { hdr }) },
    tracks: [
      { kind: 'video', clips: shown },
      { kind: 'video', clips: [{ ...laid, start: 0, scale: 0.37, fadeIn: 0.5, fadeOut: 0.5 }] },
      {
        kind: 'video',
        clips: [{ ...laid, start: 0, scale: 0.21, rotation: 20, position: { x: 0.8, y: 0.3 } }],
      },
      {
        kind: 'video',
        clips: [{ type: 'text', text: 'Ten', start: 0, duration, size: 20, color: '#ff8020c0' }],
      },
    ],
    outputs: [{ name: 'film', preset }],
  })
  for (const given of [film('prores_4444'), film('archive', { type: 'hlg' })]) {
    const frames = await studio.compose(given)
    const flags = ['-cpuflags', 'sse2', '-filter_complex_threads', '5']
    t.ok((await studio.compose(given, flags)).equals(frames), given.outputs[0]?.preset ?? '')
  }
})

import type { ImageClip } from '@framewright/schemas'
import { test } from 'tap'
import { MediaUnreadable } from '../src/index.ts'
import { tenBits } from './effect-stills.ts'
import { edit, openStudio, width } from './films.ts'
import { planesOf, type Planes } from './planes.ts'

const svg = (inside: string, size = 'width="16" height="9"') =>
  `<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" ${size}>${inside}</svg>`

test('SVG', async (t) => {
  const studio = await openStudio(t)
  const asset = async (name: string, text: string) => (await studio.file(name, text)).facts.assetId
  const halves =
    '<rect width="8" height="9" fill="#fff"/><rect x="12" width="4" height="9" fill="#f00" opacity=".5"/>'
  const flag = await asset('flag.svg', svg(halves))
  const shown = (more: Partial<ImageClip> = {}): ImageClip => ({
    ...{ type: 'image', asset: flag, duration: 0.1 },
    ...more,
  })
  const frameOf = async (clip: ImageClip, background = '#000000'): Promise<Planes> => {
    const given = edit(10, [{ kind: 'video', clips: [clip] }])
    const [frame] = planesOf(await studio.compose({ ...given, canvas: { ...given.canvas, background } }))
    if (frame === undefined) throw new Error('there is a frame')
    return frame
  }
  const row = ({ y }: Planes) => Array.from({ length: width }, (_, x) => y[45 * width + x] ?? NaN)

  await t.test('it is as sharp as the size it is placed in, with the colours that it says', async (t) => {
    const wide = row(await frameOf(shown()))
    t.same(wide.slice(0, 80), Array(80).fill(235))
    t.same(wide.slice(80, 120), Array(40).fill(16), 'an edge is between two pixels')
    const overWhite = row(await frameOf(shown(), '#ffffff'))
    // Half of red on half of white: luma is linear in both.
    const wanted = 16 + 219 * (0.5 + 0.5 * 0.2126)
    t.ok(
      overWhite.slice(122).every((luma) => Math.abs(luma - wanted) <= 2),
      `${overWhite[140]} for ${wanted}`,
    )
    const cut = row(await frameOf(shown({ crop: { left: 0.25 }, flip: 'horizontal', fit: 'cover' })))
    const edge = cut.findIndex((luma) => luma > 125)
    t.ok(Math.abs(edge - (2 / 3) * width) <= 1, `a third is white, from ${edge} on`)
    const between = cut.filter((luma) => luma > 20 && luma < 230 && Math.abs(luma - 39) > 4)
    t.ok(between.length <= 1, 'its edge takes one pixel')
  })

  await t.test('it looks the same on every processor', async (t) => {
    const rings = Array.from(
      { length: 5 },
      (_, at) => `<circle cx="8" cy="4.5" r="${4 - at * 0.7}" fill="#${at}7${9 - at}"/>`,
    )
    const round = await asset('round.svg', svg(rings.join('')))
    for (const outputs of [undefined, tenBits]) {
      const clips = [shown({ asset: round, scale: 0.9 }), shown({ opacity: 0.7 })]
      const film = edit(10, [{ kind: 'video', clips }], outputs)
      const frames = await studio.compose(film)
      t.ok((await studio.compose(film, ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])).equals(frames))
    }
  })

  await t.test('its size is what it says, and it is a picture that is drawn', async (t) => {
    const { facts } = await studio.file(
      'box.svg',
      '\uFEFF<!-- made by hand -->\n<svg viewBox="0 0 300 100" xmlns="http://www.w3.org/2000/svg"/>',
    )
    t.match(facts.media, {
      ...{ kind: 'image', container: 'svg_pipe' },
      video: { codec: 'svg', width: 300, height: 100, hasAlpha: true },
    })
    const { sources, tracks } = studio.plan(edit(10, [{ kind: 'video', clips: [shown({ scale: 0.5 })] }]))
    t.match(sources, [{ demuxer: 'svg_pipe' }])
    t.match(tracks[0]?.runs[0]?.clips, [{ drawnSize: { width: width / 2, height: 46 } }])
  })

  await t.test(
    'what is not in it, what would run, and what differs between machines is refused',
    async (t) => {
      const cases: Record<string, RegExp> = {
        '<text x="1" y="5">Hi</text>': /text.*paths/,
        '<script>alert(1)</script>': /script/,
        '<svg:foreignObject/>': /foreignObject/,
        '<image href="file:///etc/passwd"/>': /file:\/\/\/etc\/passwd/,
        "<image xlink:href='http://example.com/a.png'/>": /example.com/,
        '<rect fill="url(http://example.com/g.svg#a)"/>': /example.com/,
        '<image href="data:image/svg+xml;base64,AAAA"/>': /data:image\/svg/,
        '<style>@import "x.css"</style>': /styles/,
      }
      for (const [inside, message] of Object.entries(cases)) {
        await t.rejects(studio.file('bad.svg', svg(inside)), { reason: 'SVG_UNSUPPORTED', message }, inside)
      }
      const bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'
      await t.rejects(studio.file('bad.svg', `${bomb}${svg('').slice(22)}`), { message: /entities/ })
      await t.rejects(studio.file('bad.svg', svg('<rect')), MediaUnreadable, 'nor what is damaged')
      await t.rejects(studio.file('bad.svg', svg('', 'width="0" height="9"')), { message: /no size/ })
    },
  )
})

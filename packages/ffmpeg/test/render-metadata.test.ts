import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { edit, openStudio, probed } from './films.ts'

const outputs: Edit['outputs'] = [
  ...['standard', 'high_quality', 'web', 'audio_wav', 'audio_m4a', 'audio_mp3'],
  ...['gif_preview', 'still_png', 'still_jpeg'],
].map((preset) => ({ name: preset, preset }))

test('a film says what it is, from whom and of which project, and no clock', async (t) => {
  const studio = await openStudio(t)
  const red = (await studio.plain('red.mov', 'red', 1, 'sine=440')).facts.assetId
  const text = { title: "It's = \\ ;#\"Ä\" 'x'", author: '-i /etc/passwd', copyright: '© 2026' }
  const film: Edit = {
    ...edit(10, [{ kind: 'video', clips: [{ type: 'video', asset: red, duration: 0.3 }] }], outputs),
    metadata: text,
  }
  const paths = await studio.render(film)
  for (const [at, path] of paths.entries()) {
    const { format, streams } = await probed(path)
    const tags = Object.entries(format['tags'] ?? {}).map(([name, value]) => [name.toLowerCase(), value])
    const { title, artist, copyright, comment, ...others } = Object.fromEntries(tags) as Record<
      string,
      string
    >
    const preset = outputs[at]?.preset ?? ''
    if (/gif|still/.test(preset))
      t.same([title, artist, copyright, comment], [undefined, undefined, undefined, undefined], preset)
    else {
      t.same({ title, author: artist, copyright }, text, preset)
      t.equal(comment, 'pipelineVersion=1', preset)
    }
    t.notMatch(JSON.stringify([streams, others]), /Lav[cf]\d|creation_time/, preset)
  }
})

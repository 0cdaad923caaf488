import { test } from 'tap'
import { audioClip, clip, edit, ids, pictures, problemsOf, resolved, sounds } from './edits.ts'

const spans = (given: Parameters<typeof resolved>[0]) => {
  const { tracks, sounds } = resolved(given)
  const span = (one: { startFrame: number; endFrame: number }) => [one.startFrame, one.endFrame]
  return { pictures: tracks.map(({ clips }) => clips.map(span)), sounds: sounds.map(span) }
}
const title = { type: 'text' as const, text: 'x' }
const after = (name: string, offset?: number) => ({
  clip: name,
  edge: 'end' as const,
  ...(offset ? { offset } : {}),
})
const withStartOf = (name: string, offset?: number) => ({
  ...{ clip: name, edge: 'start' as const, ...(offset ? { offset } : {}) },
})

test('a clip starts and ends with others, on whatever track they are, and moves with them', async (t) => {
  const film = (first: number) =>
    edit([
      pictures(clip({ id: 'intro', duration: first }), clip({ id: 'main' })),
      pictures({ ...title, start: withStartOf('main', 0.5), duration: after('main', -0.5) }),
      sounds(audioClip({ start: after('intro', -1), duration: 2, muted: false })),
    ])
  const track = 2
  t.same(spans(film(2)).pictures.slice(0, track), [
    [
      [0, 60],
      [60, 120],
    ],
    [[75, 105]],
  ])
  t.same(spans(film(2)).sounds.at(-1), [30, 90])
  t.same(spans(film(4)).pictures[1], [[135, 165]], 'two seconds later, because the intro is longer')
})

test('"end" is the end of the last clip that does not itself last until then', async (t) => {
  const film = edit([
    pictures(clip({ duration: 3 }), clip({ duration: 1 })),
    pictures({ type: 'image', asset: ids.photo, start: 1, duration: 'end' }),
    sounds(audioClip({ start: 0, duration: 'end' })),
  ])
  t.same(spans(film).pictures[1], [[30, 120]])
  t.same(spans(film).sounds.at(-1), [0, 120])
  t.equal(resolved(film).frameCount, 120)
})

test('a time that goes by itself, by nothing or by what is before the film is refused where it stands', async (t) => {
  const refused = (...tracks: Parameters<typeof edit>[0]) => problemsOf(edit(tracks))
  t.same(refused(pictures(clip({ start: after('nobody') }))), [
    'CLIP_REFERENCE_UNKNOWN /tracks/0/clips/0/start/clip',
  ])
  t.same(refused(pictures(clip({ id: 'a', start: after('a') }))), [
    'CLIP_REFERENCES_CIRCULAR /tracks/0/clips/0/start',
  ])
  t.same(
    refused(pictures(clip({ id: 'a', start: after('b') })), pictures(clip({ id: 'b', start: after('a') }))),
    ['CLIP_REFERENCES_CIRCULAR /tracks/0/clips/0/start'],
  )
  t.same(refused(pictures(clip()), pictures(clip({ duration: 'end' }), clip())), [
    'CLIP_REFERENCES_CIRCULAR /tracks/1/clips/0/duration',
  ])
  t.same(refused(pictures(clip({ id: 'a' })), pictures(clip({ start: withStartOf('a', -1) }))), [
    'MOMENT_BEFORE_FILM /tracks/1/clips/0/start/offset',
  ])
  t.same(refused(pictures(clip({ id: 'a' }), clip({ id: 'a' }))), ['CLIP_ID_TAKEN /tracks/0/clips/1/id'])
  t.same(
    refused(pictures(clip({ id: 'a', start: 1 })), pictures(clip({ start: 2, duration: withStartOf('a') }))),
    ['CLIP_TOO_SHORT /tracks/1/clips/0/duration'],
  )
})

test('what a clip goes by may itself be what cannot be told: that is said once, there', async (t) => {
  const unknown = '00000000-0000-4000-8000-00000000ffff'
  const film = edit([
    pictures(clip({ id: 'lost', asset: unknown, duration: 'media' })),
    pictures({ ...title, start: after('lost'), duration: 1 }),
  ])
  t.same(problemsOf(film), ['ASSET_UNKNOWN /tracks/0/clips/0/asset'])
})

import type { CaptionsClip, Edit } from '@framewright/schemas'
import { test } from 'tap'
import { cpuEncoders, planRender } from '../src/index.ts'
import { clip, crossfade, edit, ids, pictures, problemsOf, resolved, warningsOf } from './edits.ts'

const said = (more: Partial<CaptionsClip> = {}): CaptionsClip => ({
  ...{ type: 'captions', deliver: ['soft'], duration: 2 },
  ...('words' in more || 'subtitles' in more ? {} : { cues: [{ text: 'Hi', start: 0.5, end: 1.5 }] }),
  ...more,
})
const film = (clips: CaptionsClip[], ...presets: string[]): Edit =>
  edit([pictures(clip()), ...clips.map((one) => pictures(one))], {
    outputs: presets.map((preset, at) => ({ name: `o${at}`, preset })),
  })
const planOf = (given: Edit) =>
  planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion: 'test' })

test('captions that are not burned in are in no picture, and no font has to have their letters', async (t) => {
  const plan = planOf(film([said({ cues: [{ text: '日本', start: 0, end: 1 }] })], 'standard'))
  t.equal(plan.tracks.length, 1)
  t.same(plan.fonts, [])
  t.same(plan.captions, [{ isDefault: true, cues: [{ startMs: 0, endMs: 1000, text: '日本' }] }])
  const both = planOf(film([said({ deliver: ['burned-in', 'soft'] })], 'standard'))
  t.equal(both.tracks.length, 2)
})

test('there is one track for each language, and captions of one are told in the order of their time', async (t) => {
  const { captions = [], outputs } = planOf(
    film(
      [
        said({ language: 'deu', start: 1 }),
        said({ language: 'en', default: true }),
        said({ language: 'ger' }),
      ],
      'standard',
      'high_quality',
    ),
  )
  t.same(
    captions.map(({ language, isDefault, cues }) => [
      language,
      isDefault,
      cues.map(({ startMs }) => startMs),
    ]),
    [
      ['de', undefined, [500, 1500]],
      ['en', true, [500]],
    ],
  )
  t.same(
    outputs.map(
      ({ expected }) => 'captions' in expected && expected.captions?.map(({ language }) => language),
    ),
    [['deu', 'eng'], false],
  )
})

test('words are told in the cues that they would be shown in, and none of them is broken', async (t) => {
  const words = ['one', 'incomprehensibly', 'x'].map((text, at) => ({
    text,
    start: at / 2,
    end: at / 2 + 0.4,
  }))
  const { captions = [] } = planOf(film([said({ words, maxWidth: 0.2, maxLines: 3 })], 'standard'))
  t.same(
    captions[0]?.cues.map(({ text }) => text),
    ['one\nincomprehensibly\nx'],
  )
})

test('captions within a composition are heard of when it is shown, and no longer', async (t) => {
  const shown = (more: object) => ({ type: 'composition' as const, composition: 'inner', ...more })
  const given = edit([pictures(shown({ in: 1, duration: 0.8, start: 3 }))], {
    compositions: { inner: { tracks: [pictures(clip()), pictures(said())] } },
  })
  t.same(planOf(given).captions?.[0]?.cues, [{ startMs: 3000, endMs: 3500, text: 'Hi' }])
})

test('captions alone want neither picture nor sound', async (t) => {
  const plan = planOf(film([said({ deliver: ['sidecar'] })], 'captions_vtt'))
  t.same([plan.tracks, plan.sound, plan.sources, plan.encoder], [[], null, [], 'vtt'])
})

test('what goes nowhere is refused, and warned of where it goes elsewhere as well', async (t) => {
  const at = '/tracks/1/clips/0'
  for (const presets of [['gif_preview'], ['audio_wav'], ['prores_422', 'poster']])
    t.same(problemsOf(film([said()], ...presets)), [`CAPTIONS_WITHOUT_OUTPUT ${at}/deliver`])
  t.same(warningsOf(film([said({ deliver: ['burned-in', 'soft'] })], 'gif_preview')), [
    `CAPTIONS_LOST ${at}/deliver`,
  ])
  t.same(warningsOf(film([said()], 'standard', 'gif_preview', 'poster')), ['CAPTIONS_LOST /outputs/1/preset'])
  t.same(warningsOf(film([said({ deliver: ['burned-in', 'sidecar'] })], 'standard')), [
    `CAPTIONS_LOST ${at}/deliver`,
  ])
})

test('what is wrong with tracks and with outputs of captions is named', async (t) => {
  const at = (track: number) => `/tracks/${track}/clips/0`
  t.same(problemsOf(film([said({ language: 'xx' })], 'standard')), [`LANGUAGE_UNKNOWN ${at(1)}/language`])
  t.same(problemsOf(film([said({ title: 'A' }), said({ title: 'B' })], 'standard')), [
    `CAPTIONS_TRACK ${at(2)}/title`,
  ])
  t.same(problemsOf(film([said({ default: true }), said({ language: 'de', default: true })], 'standard')), [
    `CAPTIONS_TRACK ${at(2)}/default`,
  ])
  t.same(problemsOf(film([said({ deliver: ['sidecar'], title: 'A' })], 'captions_srt')), [
    `CAPTIONS_TRACK ${at(1)}/title`,
  ])
  t.same(problemsOf(film([said({ duration: 0.4 })], 'standard')), [`CAPTIONS_EMPTY ${at(1)}`])
  t.same(problemsOf(film([], 'captions_srt')), ['OUTPUT_WITHOUT_CAPTIONS /outputs/0/preset'])
  const sidecar = { deliver: ['sidecar' as const] }
  const two = [said({ ...sidecar, language: 'de' }), said({ ...sidecar, language: 'en' })]
  const wanting = (...languages: (string | undefined)[]): Edit => ({
    ...film(two),
    outputs: languages.map((language, n) => ({
      ...{ name: `o${n}`, preset: 'captions_srt' },
      ...(language === undefined ? {} : { language }),
    })),
  })
  t.same(problemsOf(wanting('de', 'eng')), [])
  t.same(problemsOf(wanting('de', 'en', undefined, 'fr')), [
    'OUTPUT_WITHOUT_CAPTIONS /outputs/2/preset',
    'OUTPUT_WITHOUT_CAPTIONS /outputs/3/language',
  ])
  const misplaced = { ...film([]), outputs: [{ name: 'film', preset: 'standard', language: 'de' }] }
  t.same(problemsOf(misplaced), ['LANGUAGE_WITHOUT_CAPTIONS /outputs/0/language'])
  const sized = {
    ...wanting('de', 'en'),
    outputs: [{ name: 'o', preset: 'captions_vtt', width: 64, language: 'de' }],
  }
  t.ok(problemsOf(sized).includes('OUTPUT_SIZE /outputs/0/width'))
})

test('where there are only captions that are not burned in, the background is seen', async (t) => {
  t.same(warningsOf(film([said({ start: 2 })], 'standard')), ['GAP_SHOWS_BACKGROUND /tracks'])
})

test('nothing goes over to captions that are not in the picture', async (t) => {
  const photo = { type: 'image' as const, asset: ids.photo, duration: 2, transition: crossfade(0.5) }
  const given = edit([pictures(said(), photo), pictures(clip())])
  t.same(problemsOf(given), ['TRANSITION_WITHOUT_NEIGHBOUR /tracks/0/clips/1/transition'])
})

import { test } from 'tap'
import { cpuEncoders, pipelineVersion, planRender } from '../src/index.ts'
import { clip, edit, pictures, problemsOf, resolved } from './edits.ts'

const options = { encoders: cpuEncoders, pipelineVersion, projectId: 'holiday' }
const film = (more: object) => edit([pictures(clip())], more)
const metadataOf = (more: object) => planRender(resolved(film(more)), options).metadata

test('only an edit that says metadata has them, with the title of the edit and the project', async (t) => {
  t.same(metadataOf({ title: 'Mine' }), undefined)
  t.same(metadataOf({ title: 'Mine', metadata: {} }), { title: 'Mine', projectId: 'holiday' })
  t.same(metadataOf({ title: '', metadata: {} }), { projectId: 'holiday' })
  t.same(metadataOf({ title: 'Mine', metadata: { title: 'Ours', author: 'Me', copyright: '©' } }), {
    ...{ title: 'Ours', author: 'Me', copyright: '©', projectId: 'holiday' },
  })
  const { projectId: _unknown, ...without } = options
  t.same(planRender(resolved(film({ metadata: {} })), without).metadata, {})
})

test('metadata are lines of valid text', async (t) => {
  t.same(problemsOf(film({ title: 'a\u0000b', metadata: {} })), ['TEXT_INVALID /title'])
  t.same(problemsOf(film({ title: 'a\u0000b', metadata: { title: 'ours', author: '\ud800' } })), [
    'TEXT_INVALID /metadata/author',
  ])
  t.same(problemsOf(film({ title: 'a\u0000b' })), [], 'what goes into no file may be anything')
})

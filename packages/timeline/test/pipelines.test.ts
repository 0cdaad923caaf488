import { test } from 'tap'
import { pipelineVersions } from '@framewright/schemas'
import { cpuEncoders, pipelineOf, PipelineUnknown, pipelineVersion, versionFor } from '../src/index.ts'
import { assets, clip, edit, pictures } from './edits.ts'

test('every version that an edit may ask for makes plans that name it, and the last is the newest', async (t) => {
  t.equal(pipelineVersions.at(-1), pipelineVersion)
  for (const version of pipelineVersions) {
    const asked = edit([pictures(clip())], { policy: { pipelineVersion: version } })
    t.equal(versionFor(asked), version)
    const { resolveEdit, planRender } = pipelineOf(version)
    const resolution = resolveEdit(asked, assets)
    t.ok(
      resolution.ok && planRender(resolution.timeline, { encoders: cpuEncoders }).pipelineVersion === version,
    )
  }
  t.equal(versionFor(edit([])), pipelineVersion)
})

test('a version that is not known is refused, with those that are', async (t) => {
  for (const version of ['0', '999', 'toString'])
    t.throws(() => pipelineOf(version), new PipelineUnknown(version), version)
  t.match(new PipelineUnknown('999').message, /no version 999 .* only 1; update this worker, or render/)
})

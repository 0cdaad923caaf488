import { test } from 'tap'
import { cpuEncoders, PipelineUnknown, pipelineVersion, planRender, resolveEdit } from '@framewright/timeline'
import { buildCommands as first } from '../src/command.ts'
import { buildCommands } from '../src/pipelines.ts'
import { edit } from './films.ts'

test('a stored plan is run by the code of its version, and one of a version that is not known by none', async (t) => {
  const clips = [{ type: 'text' as const, text: 'Hi', duration: 1 }]
  const resolution = resolveEdit(edit(25, [{ kind: 'video', clips }]), new Map())
  if (!resolution.ok) return t.fail()
  const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
  const stored = JSON.parse(JSON.stringify(plan)) as typeof plan
  const paths = { folder: '/scratch', sourcePath: () => '/nothing' }
  t.same(buildCommands(stored, paths), first(plan, paths))
  t.throws(() => buildCommands({ ...stored, pipelineVersion: '2000' }, paths), new PipelineUnknown('2000'))
})

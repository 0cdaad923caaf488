import { Watched } from '@framewright/api'
import type { RenderStatus, RenderView } from '@framewright/schemas'
import { test } from 'tap'

const render = (status: RenderStatus, version: number) =>
  ({ renderId: 'the render', status, version, attempt: 1, planId: null }) as RenderView

test('a render is under way from when it is told until its end is', async (t) => {
  const watched = new Watched()
  watched.add('*')
  t.notOk(watched.isUnderWay('the render'), 'its snapshot is not out')
  watched.told(render('queued', 0))
  t.ok(watched.isUnderWay('the render'))
  t.ok(watched.accept(render('running', 1)))
  t.ok(watched.isUnderWay('the render'))
  t.ok(watched.accept(render('completed', 2)))
  t.notOk(watched.isUnderWay('the render'), 'what was read of the line before is older than that')
  t.ok(watched.accept(render('queued', 3)))
  t.ok(watched.isUnderWay('the render'))
  watched.remove('*')
  t.notOk(watched.isUnderWay('the render'), 'nobody asks for it any more')
})

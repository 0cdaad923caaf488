import type { Edit, ImageClip, SequenceClip } from '@framewright/schemas'
import { slicePlan, type RenderPlan } from '@framewright/timeline'
import { test } from 'tap'
import { edit, height, openStudio, width } from './films.ts'
import { furthest, planesOf } from './planes.ts'

const frameCount = 8
/** Of a gray picture whose samples in RGB are 10 and 25 more with each frame. */
const lumaOf = (frame: number) => 16 + ((10 + 25 * frame) * 219) / 255

test('image sequences', async (t) => {
  const studio = await openStudio(t)
  const size = `${width}x${height}`
  const gray = (level: string) => `format=gbrp,geq=r='${level}':g='${level}':b='${level}'`
  const frames = await studio.stills('gray', `color=black:s=${size}:r=10,${gray('10+25*N')},format=rgb24`, 8)
  const assets = frames.map(({ facts }) => facts.assetId)
  const clip = (more: Partial<SequenceClip> = {}): SequenceClip => ({
    ...{ type: 'sequence', sequence: 'render', ...more },
  })
  const film = (
    clips: SequenceClip[],
    fps: Edit['canvas']['fps'] = 10,
    rate: Edit['canvas']['fps'] = 10,
  ) => ({
    ...edit(rate, [{ kind: 'video', clips }]),
    sequences: { render: { assets, fps } },
  })
  const shownIn = (composed: Buffer): number[] =>
    planesOf(composed, 8).map(({ y }) => {
      const levels = Array.from({ length: frameCount }, (_, at) => Math.abs((y[0] ?? 0) - lumaOf(at)))
      return levels.indexOf(Math.min(...levels))
    })

  await t.test('show the frame that is on at each moment, however the clip runs', async (t) => {
    const cases: [Partial<SequenceClip>, number[]][] = [
      [{}, [0, 1, 2, 3, 4, 5, 6, 7]],
      [{ in: 0.3, duration: 0.2 }, [3, 4]],
      [{ in: 0.1, speed: 2 }, [1, 3, 5, 7]],
      [{ duration: 0.6, speed: 0.5 }, [0, 0, 1, 1, 2, 2]],
      [{ in: 0.2, duration: 0.3, reverse: true }, [4, 3, 2]],
      [{ in: 0.5, duration: 0.3, freeze: true }, [5, 5, 5]],
      [{ effects: [{ type: 'stabilize', smoothing: 0.2 }] }, [0, 1, 2, 3, 4, 5, 6, 7]],
      [{ in: 0.6, duration: 0.4, atEnd: 'hold' }, [6, 7, 7, 7]],
      [{ in: 0.6, duration: 0.4, atEnd: 'loop' }, [6, 7, 0, 1]],
      [{ in: 0.7, duration: 1.1, atEnd: 'loop' }, [7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1]],
    ]
    const given = film(cases.map(([more]) => clip(more)))
    const plan = studio.plan(given)
    const composed = await studio.composePlan(plan)
    t.same(
      shownIn(composed),
      cases.flatMap(([, wanted]) => wanted),
    )
    t.ok((await studio.compose(given, ['-cpuflags', 'sse2'])).equals(composed), 'on another processor')
    t.same(await differing(plan, composed, 7), [], 'and in slices')
  })

  await t.test('run at a rate of their own, to the last of them', async (t) => {
    type Rate = Edit['canvas']['fps']
    const rates: [Rate, Rate][] = [
      [1, { num: 4, den: 3 }],
      [{ num: 30000, den: 1001 }, 8],
      [{ num: 24000, den: 1001 }, 60],
    ]
    for (const [fps, rate] of rates) {
      const second = (of: Rate) => (typeof of === 'number' ? of : of.num / of.den)
      const plan = studio.plan(film([clip({ atEnd: 'hold', duration: 9 / second(rate) })], fps, rate))
      const composed = await studio.composePlan(plan)
      const on = (n: number) => Math.min(7, Math.floor(((n + 0.3) / second(rate)) * second(fps)))
      t.same(
        shownIn(composed),
        Array.from({ length: plan.frameCount }, (_, n) => on(n)),
      )
      t.same(await differing(plan, composed, 5), [])
    }
  })

  await t.test('are what an image clip of each frame is, however its pixels are coded', async (t) => {
    const coded = async (name: string, filters: string) => {
      const soft = `testsrc=s=${size},trim=end_frame=1,gblur=6`
      return (await studio.found(name, ['-f', 'lavfi', '-i', `${soft},${filters}`])).facts.assetId
    }
    const mixed = [
      ...assets.slice(1, 2),
      await coded('clear.png', 'format=rgba,colorchannelmixer=aa=0.5'),
      await coded('gray.png', 'format=gray'),
      await coded('palette.png', 'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none'),
    ]
    const deep = [...mixed, await coded('deep.png', 'format=rgb48be')]
    const more: Pick<ImageClip, 'scale' | 'effects'> = {
      ...{ scale: 0.5, effects: [{ type: 'color', saturation: 0.5 }] },
    }
    const cut = { crop: { left: 0.25 }, flip: 'horizontal' as const, ...more }
    for (const [all, of] of [
      [more, mixed],
      [cut, deep],
    ] as const) {
      const sequences = { render: { assets: [...of], fps: 10 } }
      const given = { ...edit(10, [{ kind: 'video', clips: [clip(all)] }]), sequences }
      const composed = await studio.compose(given)
      const stills = of.map((asset) => ({ ...all, type: 'image' as const, asset, duration: 0.1 }))
      const wanted = planesOf(await studio.compose(edit(10, [{ kind: 'video', clips: stills }])))
      for (const [at, { y, v }] of planesOf(composed).entries()) {
        const far = [furthest(y, wanted[at]?.y ?? []), furthest(v, wanted[at]?.v ?? [])]
        t.ok(Math.max(...far) <= 3, `frame ${at} is ${far.join(' and ')} beside it`)
      }
      t.ok((await studio.compose(given, ['-cpuflags', 'sse2'])).equals(composed), 'on another processor')
    }
  })

  /** The frames of a film that are not those of its slices. */
  async function differing(plan: RenderPlan, whole: Buffer, length: number): Promise<number[]> {
    const bytes = whole.length / plan.frameCount
    const wrong: number[] = []
    for (let startFrame = 0; startFrame < plan.frameCount; startFrame += length) {
      const endFrame = Math.min(plan.frameCount, startFrame + length)
      const slice = await studio.composePlan(slicePlan(plan, { startFrame, endFrame }))
      if (!slice.equals(whole.subarray(startFrame * bytes, endFrame * bytes))) wrong.push(startFrame)
    }
    return wrong
  }
})

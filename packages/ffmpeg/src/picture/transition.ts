import { transitions, type PictureClip, type RenderPlan } from '@framewright/timeline'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { lumaWiped } from './luma-wipe.ts'
import { fade, formatsOf, onGrid, overlay } from './picture-filters.ts'

/**
 * The frames that a clip shares with the one before it, which it takes over from. Both are canvases, as many as the
 * transition lasts. At frame i of n it has come i/n of its way, so frame 0 is all of the earlier one.
 */
export function takenOver(
  board: Parameters<typeof lumaWiped>[0],
  earlier: Stream,
  later: Stream,
  { transition, crossfadeFrames }: PictureClip,
): Stream {
  const { graph, plan } = board
  if (typeof transition === 'object') return lumaWiped(board, earlier, later, transition, crossfadeFrames)
  const xfade = transition === undefined ? null : transitions[transition].xfade
  // A transition of one frame is that frame of the earlier clip, whatever it is called.
  return xfade === null || crossfadeFrames === 1
    ? mixed(graph, plan, earlier, later, crossfadeFrames)
    : crossed(graph, plan, earlier, later, { xfade, frameCount: crossfadeFrames })
}

/** The later one has the weight i/n: half way it is the mean of both. */
function mixed(graph: Graph, plan: RenderPlan, earlier: Stream, later: Stream, frameCount: number): Stream {
  const formats = formatsOf(plan)
  const coming = graph.chain(
    [later],
    filter('format', { pix_fmts: formats.alpha }),
    fade('in', 0, frameCount),
  )
  return graph.chain([earlier, coming], overlay(plan, 0, 0), ...onGrid(plan))
}

/** Pixels with a chroma of their own, which is all that `xfade` takes: each gets the chroma sample that covers it. */
const fullChroma = { yuv420p: 'yuv444p', yuv420p10le: 'yuv444p10le', yuv422p10le: 'yuv444p10le' } as const
/** There and back without a loss, so that what the transition leaves alone stays as it was. */
const chromaFlags = 'neighbor'

/**
 * `xfade` counts in microseconds, so a frame is made to take one, whatever the rate: i/n is exact at 24000/1001 as well.
 * Frame 0 never meets the later clip. Some kinds show an edge of that already at 0/n, and slide-left and slide-up read
 * from beyond the picture there: so it comes before the offset and is let through, and those behind it a tick later.
 */
function crossed(
  graph: Graph,
  plan: RenderPlan,
  earlier: Stream,
  later: Stream,
  { xfade, frameCount }: { readonly xfade: string; readonly frameCount: number },
): Stream {
  const opened = (ticks: string): Filter[] => [
    filter('settb', { expr: '1/1000000' }),
    filter('setpts', { expr: ticks }),
    filter('scale', { flags: chromaFlags }),
    filter('format', { pix_fmts: fullChroma[plan.pixelFormat] }),
  ]
  return graph.chain(
    [
      graph.chain([earlier], ...opened('N+gt(N,0)')),
      graph.chain([later], filter('trim', { start_frame: 1 }), ...opened('N+2')),
    ],
    filter('xfade', { transition: xfade, duration: `${frameCount}us`, offset: '1us' }),
    filter('scale', { flags: chromaFlags }),
    filter('format', { pix_fmts: formatsOf(plan).opaque }),
    ...onGrid(plan),
  )
}

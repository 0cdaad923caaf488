import { amplitudeOf, type PlannedDucking, type PlannedSound } from '@framewright/timeline'
import { decimal, filter, type Graph, type Stream } from '../filter-syntax.ts'
import { exactly } from './sound-clip.ts'
import { straightThrough } from './sound-envelope.ts'

/**
 * Music with less of it while the voice is heard. Not by a compressor: how far one goes down depends on how loud the
 * voice is, it begins when the voice has begun already, and its logarithms are not the same on every machine. Here the
 * gain is reckoned for each sample, with + - * / alone, from a copy of the voice that is ahead by the attack.
 */
export function ducked(
  graph: Graph,
  music: Stream,
  voice: Stream,
  ducking: PlannedDucking,
  { sampleCount }: PlannedSound,
): Stream {
  const gains = graph.chain(
    [voice],
    filter('atrim', { start_sample: ducking.attackSamples }),
    filter('asetpts', { expr: 'N' }),
    ...exactly(sampleCount),
    filter('aeval', { exprs: gainFor(ducking), channel_layout: 'mono' }),
    filter('aformat', { sample_fmts: 'fltp' }),
    filter('pan', { args: 'stereo|c0=c0|c1=c0' }),
  )
  return graph.chain([music, gains], filter('amultiply'), ...exactly(sampleCount))
}

/**
 * Variable 0 counts down to the end of the hold, variable 1 is how far it is down, from 0 to 1. What is so most of the time
 * is asked for first.
 */
function gainFor(ducking: PlannedDucking): string {
  const { amountDb, thresholdDb, attackSamples, holdSamples, releaseSamples } = ducking
  const threshold = decimal(amplitudeOf(thresholdDb))
  // The copy of the voice ends early, as it begins early.
  const heldSamples = attackSamples + holdSamples
  const chords = Math.max(4, Math.ceil(amountDb))
  const points = Array.from({ length: chords + 1 }, (_, at) => ({
    at: at / chords,
    gain: amplitudeOf((-amountDb * at) / chords),
  }))
  const isHeld = `st(0,if(gte(max(abs(val(0)),abs(val(1))),${threshold}),${heldSamples},ld(0)-1))`
  const further = `min(1,ld(1)+1/${attackSamples})`
  const back = `max(0,ld(1)-1/${releaseSamples})`
  const down = decimal(amplitudeOf(-amountDb))
  return [
    `if(gt(${isHeld},0),if(lt(ld(1),1),st(1,${further})),if(gt(ld(1),0),st(1,${back})))`,
    `if(gte(ld(1),1),${down},if(ld(1),${straightThrough(points, 'ld(1)')},1))`,
  ].join(';')
}

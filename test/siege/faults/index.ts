import type { Fault } from '../fault.ts'
import { blackHoles } from './black-hole.ts'
import { brokerAway, brokerKilled, storeErased } from './broker-killed.ts'
import { clockOff } from './clock-off.ts'
import { databaseKilled } from './database-killed.ts'
import { deliveredFiveTimes } from './delivered-five-times.ts'
import { diskFull } from './disk-full.ts'
import { ffmpegHung } from './ffmpeg-hung.ts'
import { inputBroken } from './input-broken.ts'
import { loopStalled } from './loop-stalled.ts'
import { poison } from './poison.ts'
import { apiKilled, dispatcherKilled, projectorKilled } from './process-killed.ts'
import { repliesLost } from './replies-lost.ts'
import { rollingStop } from './rolling-stop.ts'
import { workerFrozen } from './worker-frozen.ts'
import { workerKilled } from './worker-killed.ts'

/** In the order of the report: F1 to F14 of the matrix. */
export const faults: readonly Fault[] = [
  ...[workerKilled, workerFrozen],
  ...[brokerKilled, storeErased, brokerAway],
  ...[databaseKilled, repliesLost, ...blackHoles],
  ...[diskFull, poison, deliveredFiveTimes],
  ...[clockOff, loopStalled],
  ...[projectorKilled, dispatcherKilled, apiKilled],
  ...[rollingStop, inputBroken, ffmpegHung],
]

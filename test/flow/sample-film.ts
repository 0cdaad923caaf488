import assert from 'node:assert/strict'
import type { AssetView, Edit, RenderProgress } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'
import { eventually } from '../support/eventually.ts'
import { parentOf } from '../support/ffmpeg-processes.ts'
import { sampleMedia } from '../support/sample-media.ts'
import type { ServiceProcess } from '../support/service-process.ts'
import type { System } from '../support/system.ts'
import type { Watch } from '../support/watch.ts'

const width = 320
const height = 180
const framesPerSecond = 30

export const sourceSeconds = 20

/** A clip with picture and sound, uploaded. */
export async function uploadClip(client: ApiClient): Promise<AssetView> {
  return client.upload(await sampleMedia('long video'))
}

/** One clip as it is, with a title over it: `seconds` of film. */
export function filmOf({ assetId }: Pick<AssetView, 'assetId'>, seconds: number, title = 'A film'): Edit {
  return {
    schemaVersion: 1,
    title,
    canvas: { width, height, fps: framesPerSecond },
    tracks: [
      { kind: 'video', clips: [{ type: 'video', asset: assetId, start: 0, duration: seconds }] },
      { kind: 'video', clips: [{ type: 'text', text: title, start: 0, duration: 1 }] },
    ],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
}

/** Long enough for anything to happen in the middle of it, and just too short to be made in chunks. */
export const longFilmOf = (asset: Pick<AssetView, 'assetId'>): Edit => filmOf(asset, 14.5)

/** FFmpeg has written frames, and is not done. */
export const isMidway = ({ phase, frame, fraction }: RenderProgress): boolean =>
  phase === 'encoding' && frame > 0 && fraction < 0.9

export async function untilMidway(watch: Watch, renderId: string): Promise<RenderProgress> {
  return watch.untilProgress(renderId, isMidway)
}

/**
 * Stops its ffmpeg where it is, or that of one worker: the render stays in the middle for as long as a test needs, up to the
 * watchdog's minute.
 */
export async function freezeFfmpeg(
  system: System,
  worker?: ServiceProcess,
): Promise<{ pids: number[]; thaw: () => void }> {
  const pids = await eventually(() => {
    const found = system.ffmpegs().filter((pid) => worker === undefined || parentOf(pid) === worker.pid)
    assert.notEqual(found.length, 0, 'ffmpeg runs')
    return found
  })
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  return {
    pids,
    thaw: () => {
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    },
  }
}

/** Whoever has just come up judges nobody for ten seconds: neither the dispatcher nor the other worker. */
export async function untilTrusted({ services }: System): Promise<void> {
  const graceMs = 10_500
  await eventually(
    () => {
      const youngest = Math.min(...services.map(({ runsForMs }) => runsForMs))
      if (youngest < graceMs) throw new Error(`somebody has been up for ${youngest} ms only`)
    },
    { withinMs: 2 * graceMs, everyMs: 100 },
  )
}

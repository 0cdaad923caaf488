/**
 * In: what FFmpeg has made of a chunk. Out: its files, each one looked at, and listened to where it has sound: how loud a film
 * is, its chunk of sound says from then on. Both read all of a file, so they do at once.
 */
import { strict as assert } from 'node:assert'
import { finishOutput, measureLoudness, type FfmpegCommand } from '@framewright/ffmpeg'
import type { MeasuredLoudness } from '@framewright/schemas'
import type { RenderPlan } from '@framewright/timeline'
import { allOrAbort } from './all-or-abort.ts'
import type { MadeFile } from './cached-chunk.ts'

export async function finishChunk(
  plan: RenderPlan,
  commands: readonly FfmpegCommand[],
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<MadeFile[]> {
  const paths = new Map(commands.flatMap(({ outputs }) => outputs.map(({ name, path }) => [name, path])))
  return allOrAbort(
    signal,
    plan.outputs.map((output) => async (either: AbortSignal) => {
      const { name, container } = output
      const path = paths.get(name)
      assert(path !== undefined, `a command makes output ${name}`)
      let finished: Awaited<ReturnType<typeof finishOutput>> | undefined
      let loudness: MeasuredLoudness | undefined
      await allOrAbort(either, [
        async (signal) => {
          finished = await finishOutput(plan, output, path, { timeoutMs, signal })
        },
        async (signal) => {
          if (output.audio !== null) loudness = await measureLoudness(path, { timeoutMs, signal })
        },
      ])
      assert(finished !== undefined && 'sha256' in finished, 'an output of a chunk is one file')
      const { sha256, sizeBytes, frameCount } = finished
      const made = { name, container, sha256, sizeBytes, frameCount, path }
      return loudness === undefined ? made : { ...made, loudness }
    }),
  )
}

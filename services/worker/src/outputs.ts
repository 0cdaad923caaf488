/**
 * In: what FFmpeg says it has made. Out: the files in storage, each one looked at first: an exit code of 0 proves nothing.
 * They go under keys of this attempt's own, which mean nothing until an event names them; dies the worker before that,
 * they are swept like all files that no event names.
 */
import { measureLoudness, verifyOutput, type FfmpegCommand } from '@framewright/ffmpeg'
import { outputKey, type OutputFile } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import type { RenderPlan } from '@framewright/timeline'
import { allOrAbort } from './all-or-abort.ts'
import type { Attempt, Work } from './work-item.ts'

type PlannedOutput = RenderPlan['outputs'][number]

interface Verified {
  readonly path: string
  readonly file: OutputFile
}

/** Neither reading through a file nor copying it has a counter; both are over by then, even where a disk is slow. */
const fileWorkMs = 10 * 60_000

export async function storeOutputs(
  plan: RenderPlan,
  commands: readonly FfmpegCommand[],
  storage: Storage,
  attempt: Attempt,
): Promise<Work> {
  const { item, claimRevision, signal, progress } = attempt
  const paths = new Map(commands.flatMap(({ outputs }) => outputs.map(({ name, path }) => [name, path])))
  const keyOf = (fileName: string) => outputKey(item.renderId, claimRevision.toString(), fileName)

  async function verify(output: PlannedOutput, signal: AbortSignal): Promise<Verified> {
    const { name, fileName, contentType, expected } = output
    const path = paths.get(name)!
    const found = await verifyOutput(path, expected, { timeoutMs: fileWorkMs, signal })
    const { media, frameCount, sha256, sizeBytes } = found
    const loudness =
      output.audio === null
        ? {}
        : { loudness: await measureLoudness(path, { timeoutMs: fileWorkMs, signal }) }
    const key = keyOf(fileName)
    return {
      path,
      file: { name, key, fileName, contentType, sha256, sizeBytes, frameCount, media, ...loudness },
    }
  }

  const discard = () => storage.removePrefix(keyOf(''))
  progress.phase('verifying', fileWorkMs)
  const verifying = plan.outputs.map((output) => (either: AbortSignal) => verify(output, either))
  const verified = await allOrAbort(signal, verifying)
  signal.throwIfAborted()
  progress.phase('storing', fileWorkMs)
  try {
    const storing = verified.map(
      ({ path, file }) =>
        () =>
          storage.putFile(file.key, path),
    )
    await allOrAbort(signal, storing)
  } catch (error: unknown) {
    // What cannot be written can hardly be removed; then it is swept.
    await discard().catch(() => null)
    throw error
  }
  return { outputs: verified.map(({ file }) => file), discard }
}

/**
 * In: what FFmpeg says it has made. Out: the files in storage, each one looked at first: an exit code of 0 proves nothing.
 * They go under keys of this attempt's own, which mean nothing until an event names them; dies the worker before that,
 * they are swept like all files that no event names. Of an output of several files the event names their list, which is
 * stored when all of them are.
 */
import { finishOutput, measureLoudness, outputPath, type FfmpegCommand } from '@framewright/ffmpeg'
import { outputKey, type MeasuredLoudness, type OutputFile } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import type { PlannedAudio, RenderPlan } from '@framewright/timeline'
import { allOrAbort } from './all-or-abort.ts'
import { listOf, storeParts, type Parts } from './output-parts.ts'
import type { Attempt, Work } from './work-item.ts'

type PlannedOutput = RenderPlan['outputs'][number]

interface Verified {
  readonly file: OutputFile
  readonly made: { readonly path: string } | Parts
}

/** Neither reading through a file nor copying it has a counter; both are over by then, even where a disk is slow. */
const fileWorkMs = 10 * 60_000

/** @param loudnessOf where it was measured before; undefined: it is measured here */
export async function storeOutputs(
  plan: RenderPlan,
  commands: readonly FfmpegCommand[],
  storage: Storage,
  attempt: Attempt,
  loudnessOf: (audio: PlannedAudio) => MeasuredLoudness | undefined = () => undefined,
): Promise<Work> {
  const { item, claimRevision, signal, progress, folder } = attempt
  const paths = new Map(commands.flatMap(({ outputs }) => outputs.map(({ name, path }) => [name, path])))
  const keyOf = (fileName: string) => outputKey(item.renderId, claimRevision.toString(), fileName)

  async function verify(output: PlannedOutput, at: number, signal: AbortSignal): Promise<Verified> {
    const { name, fileName, contentType, container } = output
    // Captions alone are no work of FFmpeg's.
    const path = paths.get(name) ?? outputPath(folder, at, container)
    const limits = { timeoutMs: fileWorkMs, signal }
    const finished = await finishOutput(plan, output, path, limits)
    const { audio } = output
    const loudness =
      audio === null ? {} : { loudness: loudnessOf(audio) ?? (await measureLoudness(path, limits)) }
    if ('parts' in finished) {
      const { file, made } = listOf(name, finished, keyOf)
      return { file: { ...file, ...loudness }, made }
    }
    const { media, frameCount, sha256, sizeBytes } = finished
    const key = keyOf(fileName)
    const file = { name, key, fileName, contentType, sha256, sizeBytes, frameCount, media, ...loudness }
    return { file, made: { path } }
  }

  async function store({ file, made }: Verified, signal: AbortSignal): Promise<void> {
    if ('path' in made) await storage.putFile(file.key, made.path)
    else await storeParts(file.key, made, storage, signal)
  }

  const discard = () => storage.removePrefix(keyOf(''))
  progress.phase('verifying', fileWorkMs)
  const verifying = plan.outputs.map((output, at) => (either: AbortSignal) => verify(output, at, either))
  const verified = await allOrAbort(signal, verifying)
  signal.throwIfAborted()
  progress.phase('storing', fileWorkMs)
  try {
    await allOrAbort(
      signal,
      verified.map((one) => (either: AbortSignal) => store(one, either)),
    )
  } catch (error: unknown) {
    // What cannot be written can hardly be removed; then it is swept.
    await discard().catch(() => null)
    throw error
  }
  return { result: { kind: 'files', outputs: verified.map(({ file }) => file) }, discard }
}

/**
 * Whether a finished file is what was planned. In: a path and what is expected. Out: the file's facts, frame count and
 * hash, or every complaint at once. An exit code of 0 proves nothing: ffmpeg ends with 0 on a full disk and on half an
 * input, and leaves a playable short film when it is told to stop.
 */
import { stat } from 'node:fs/promises'
import type { MediaFacts } from '@framewright/schemas'
import type { ExpectedOutput } from '@framewright/timeline'
import { captionComplaints } from './caption-complaints.ts'
import { complaintsOf } from './complaints.ts'
import { EncodeTimedOut, OutputInvalid } from '../errors.ts'
import { inspectFile, type ProbedStream } from './ffprobe.ts'
import { hashFile } from '../run/hash-file.ts'
import { mainStreamsOf, mediaFactsOf } from './media-facts.ts'
import { timeComplaints } from './time-complaints.ts'
import { verifySidecar } from './verify-sidecar.ts'
import type { ToolRun } from '../run/run-tool.ts'

export interface VerifiedOutput {
  readonly media: MediaFacts
  readonly frameCount: number
  readonly sha256: string
  readonly sizeBytes: number
}

export interface VerifyOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Throws OutputInvalid, EncodeTimedOut or FfmpegUnavailable, or the signal's reason. */
export async function verifyOutput(
  path: string,
  expected: ExpectedOutput,
  { timeoutMs, signal }: VerifyOptions,
): Promise<VerifiedOutput> {
  signal.throwIfAborted()
  const found = await stat(path).catch(() => null)
  if (found === null || found.size === 0)
    throw new OutputInvalid([found === null ? 'there is no file' : 'the file is empty'])

  if ('cueCount' in expected) return verifySidecar(path, expected, signal)
  const { hashed, inspected } = await readTwice(path, { timeoutMs, signal })
  const { run, file, spans, times } = inspected
  if (run.timedOut) throw new EncodeTimedOut(timeoutMs, run.stderrTail)
  const media = file && mediaFactsOf(file, spans)
  if (file === null || media === null)
    throw new OutputInvalid([`it cannot be read: ${run.stderrTail.at(-1) ?? 'nothing in it'}`])

  const main = mainStreamsOf(file)
  const spanOf = (stream: ProbedStream | null) => (stream === null ? undefined : spans.get(stream.index))
  const span = spanOf(main.video)
  const complaints = [
    ...complaintsOf(media, span, expected),
    ...captionComplaints(file, expected),
    ...complainOfSize(hashed.sizeBytes, expected),
    ...complainOfReading(run),
  ]
  if (complaints.length === 0 && 'frameRate' in expected)
    complaints.push(
      ...timeComplaints(
        { picture: span, sound: spanOf(main.audio), times: times.get(main.video?.index ?? -1) ?? [] },
        expected,
      ),
    )
  if (complaints.length > 0) throw new OutputInvalid(complaints)
  return { media, frameCount: span?.packets ?? 0, ...hashed }
}

/** Hash and packets at once: the second to come finds the bytes in the page cache. Both have ended when this returns. */
async function readTwice(path: string, { timeoutMs, signal }: VerifyOptions) {
  const failing = new AbortController()
  const either = AbortSignal.any([signal, failing.signal])
  const orStopTheOther = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      failing.abort(error)
      throw error
    })
  const hashing = orStopTheOther(hashFile(path, either))
  const inspecting = orStopTheOther(inspectFile(path, { timeoutMs, signal: either }, { withTimes: true }))
  await Promise.allSettled([hashing, inspecting])
  signal.throwIfAborted()
  failing.signal.throwIfAborted()
  const [hashed, inspected] = await Promise.all([hashing, inspecting])
  return { hashed, inspected }
}

function complainOfSize(sizeBytes: number, expected: ExpectedOutput): string[] {
  const { largestBytes = Infinity } = expected.videoCodec === null ? {} : expected
  return sizeBytes > largestBytes ? [`size: ${sizeBytes} bytes, and ${largestBytes} at most`] : []
}

/** ffprobe goes on after an error and ends with 0; in a file of our own making there is none. */
function complainOfReading({ exitCode, stderrTail }: ToolRun): string[] {
  if (exitCode === 0 && stderrTail.length === 0) return []
  return [`reading it: ${stderrTail.at(-1) ?? `ffprobe ended with ${exitCode ?? '?'}`}`]
}

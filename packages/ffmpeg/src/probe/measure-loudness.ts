/**
 * How loud the sound of a finished file is. In: a file of ours that has one. Out: what EBU R 128 says of it. A minute of
 * it takes half a second.
 */
import { strict as assert } from 'node:assert'
import { isAbsolute } from 'node:path'
import type { MeasuredLoudness } from '@framewright/schemas'
import { EncodeTimedOut, OutputInvalid } from '../errors.ts'
import { runTool } from '../run/run-tool.ts'
import type { VerifyOptions } from './verify.ts'

/** `ebur128` says so of what is too short, or too soft, to have a loudness. */
const silenceLufs = -70

/** Throws OutputInvalid, EncodeTimedOut or FfmpegUnavailable, or the signal's reason. */
export async function measureLoudness(
  path: string,
  { timeoutMs, signal }: VerifyOptions,
): Promise<MeasuredLoudness> {
  assert(isAbsolute(path), 'ffmpeg is given absolute paths')
  const args = [
    ...['-hide_banner', '-nostats', '-nostdin', '-v', 'info'],
    ...['-protocol_whitelist', 'file', '-vn', '-i', `file:${path}`],
    ...['-map', '0:a:0', '-filter:a', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'],
  ]
  const { timedOut, exitCode, stderrTail } = await runTool('ffmpeg', args, { timeoutMs, signal }, () => {})
  if (timedOut) throw new EncodeTimedOut(timeoutMs, stderrTail)
  const found = exitCode === 0 ? summaryIn(stderrTail) : null
  if (found === null)
    throw new OutputInvalid([`its loudness cannot be measured: ${stderrTail.at(-1) ?? 'no answer'}`])
  return found
}

/** The last thing that the filter says, with one decimal, as R 128 has it. */
export function summaryIn(lines: readonly string[]): MeasuredLoudness | null {
  const summary = lines.slice(lines.findLastIndex((line) => line.includes('Summary:')))
  const read = (key: string) => {
    const pattern = new RegExp(`^ *${key}: +(-?inf|-?\\d+(?:\\.\\d+)?) (?:LUFS|LU|dBFS)$`)
    const [found] = summary.flatMap((line) => pattern.exec(line)?.[1] ?? [])
    return found === undefined ? null : found.endsWith('inf') ? -Infinity : Number(found)
  }
  const [integratedLufs, rangeLu, peak] = [read('I'), read('LRA'), read('Peak')]
  if (integratedLufs === null || rangeLu === null || peak === null) return null
  return {
    integratedLufs: integratedLufs <= silenceLufs ? null : integratedLufs,
    truePeakDbtp: Number.isFinite(peak) ? peak : null,
    rangeLu,
  }
}

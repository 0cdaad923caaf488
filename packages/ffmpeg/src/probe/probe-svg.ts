import { open, readFile, stat } from 'node:fs/promises'
import type { MediaFacts } from '@framewright/schemas'
import { maxPixels } from '../allow-lists.ts'
import { svgDemuxer } from '../picture/drawn-picture.ts'
import { MediaUnreadable } from '../errors.ts'
import type { ProbedFile } from './ffprobe.ts'
import { runTool, type ToolLimits } from '../run/run-tool.ts'
import { complaintOfSvg, looksLikeSvg, mostSvgBytes } from './svg-check.ts'

const beginningBytes = 16 * 1024

export async function isSvg(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(beginningBytes), 0, beginningBytes, 0)
    return looksLikeSvg(buffer.toString('utf8', 0, bytesRead))
  } finally {
    await file.close()
  }
}

/** A picture that has a size, and is drawn in any other. Throws MediaUnreadable. */
export async function probeSvg(path: string, limits: ToolLimits): Promise<MediaFacts> {
  await assertPlain(path)
  let json = ''
  const args = [
    ...['-v', 'error', '-of', 'json', '-show_streams'],
    ...['-protocol_whitelist', 'file', '-format_whitelist', svgDemuxer, '-f', svgDemuxer],
    ...['-max_pixels', `${maxPixels}`, '-i', `file:${path}`],
  ]
  const run = await runTool('ffprobe', args, limits, (chunk) => (json += chunk))
  if (run.timedOut)
    throw new MediaUnreadable('TOO_SLOW', 'The file takes too long to draw; it may be made to do so.')
  const { streams = [] } = run.exitCode === 0 ? (JSON.parse(json) as ProbedFile) : {}
  const { width = 0, height = 0 } = streams[0] ?? {}
  if (width < 1 || height < 1)
    throw new MediaUnreadable('UNDECODABLE', 'The SVG is damaged, has no size, or one beyond 8192 x 8192.')
  return {
    kind: 'image',
    container: svgDemuxer,
    durationSeconds: null,
    video: {
      ...{ codec: 'svg', width, height, pixelFormat: 'bgra', hasAlpha: true, rotationDegrees: 0 },
      ...{ frameRate: { num: 25, den: 1 }, frameCount: 1, durationSeconds: null, colorSpace: null },
    },
    audio: null,
  }
}

async function assertPlain(path: string): Promise<void> {
  const { size } = await stat(path)
  if (size > mostSvgBytes)
    throw new MediaUnreadable('SVG_UNSUPPORTED', `The SVG has ${size} bytes; ${mostSvgBytes} are allowed.`)
  const complaint = complaintOfSvg(textOf(await readFile(path)))
  if (complaint !== null) throw new MediaUnreadable('SVG_UNSUPPORTED', `The SVG cannot be used. ${complaint}`)
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause: unknown) {
    throw new MediaUnreadable('SVG_UNSUPPORTED', 'The SVG is not written in UTF-8.', { cause })
  }
}

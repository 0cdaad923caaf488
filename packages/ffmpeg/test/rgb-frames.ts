import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const flags = 'bicubic+accurate_rnd+full_chroma_int'

/** The frames of a file as any viewer shows them, one after the other: red, green, blue, row by row. */
export async function rgbIn(path: string): Promise<Buffer> {
  const filters = ['-vf', `scale=flags=${flags},format=rgb24`, '-fps_mode', 'passthrough']
  const args = ['-v', 'error', '-i', path, ...filters, '-f', 'rawvideo', '-']
  return (await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 })).stdout
}

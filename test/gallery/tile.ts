import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const columns = 4

/** One size for all pictures of a sheet. */
export const pictureSize = { width: 256, height: 144 }

/** Pictures of that size beside and below each other. */
export async function tile(pictures: readonly string[], path: string): Promise<void> {
  const rows = Math.ceil(pictures.length / columns)
  const inputs = pictures.flatMap((picture) => ['-i', picture])
  const tiles = `concat=n=${pictures.length},tile=${columns}x${rows}:padding=4:color=white`
  const output = ['-frames:v', '1', '-q:v', '8', '-flags', '+bitexact', path]
  await run('ffmpeg', ['-v', 'error', '-y', ...inputs, '-filter_complex', tiles, ...output])
}

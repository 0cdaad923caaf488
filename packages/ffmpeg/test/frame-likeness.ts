import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Likeness {
  /** Of all planes, 0 to 1. */
  readonly ssim: number
  /** Of all planes, in decibels. */
  readonly psnr: number
}

/** Of each frame of a film to the one that it was encoded from: raw frames in 4:2:0 of eight bits. */
export async function likenessTo(
  frames: string,
  film: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Likeness[]> {
  const graph = [
    '[1:v]setpts=N/24/TB,settb=1/24,split[a][b]',
    '[0:v]settb=1/24,split[c][d]',
    '[a][c]ssim=stats_file=-[ssim]',
    '[b][d]psnr=stats_file=-[psnr]',
  ]
  const args = [
    ...['-v', 'error', '-nostdin', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`],
    ...['-r', '24', '-i', frames, '-i', film, '-filter_complex', graph.join(';')],
    ...['-map', '[ssim]', '-map', '[psnr]', '-f', 'null', '-'],
  ]
  const { stdout } = await run('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 })
  const measured = (value: RegExp) =>
    [...stdout.matchAll(value)].map(([, found]) => (found === 'inf' ? 100 : Number(found)))
  const psnr = measured(/psnr_avg:([\d.]+|inf)/g)
  return measured(/All:([\d.]+)/g).map((ssim, at) => ({ ssim, psnr: psnr[at] ?? 0 }))
}

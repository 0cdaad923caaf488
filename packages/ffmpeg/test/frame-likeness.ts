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
  const measured = async (by: 'ssim' | 'psnr', value: RegExp): Promise<number[]> => {
    const args = [
      ...['-v', 'error', '-nostdin', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`],
      ...['-r', '24', '-i', frames, '-i', film],
      ...[
        '-lavfi',
        `[1:v]setpts=N/24/TB,settb=1/24[a];[0:v]settb=1/24[b];[a][b]${by}=stats_file=-`,
        '-f',
        'null',
        '-',
      ],
    ]
    const { stdout } = await run('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 })
    return [...stdout.matchAll(value)].map(([, found]) => (found === 'inf' ? 100 : Number(found)))
  }
  const ssim = await measured('ssim', /All:([\d.]+)/g)
  const psnr = await measured('psnr', /psnr_avg:([\d.]+|inf)/g)
  return ssim.map((one, at) => ({ ssim: one, psnr: psnr[at] ?? 0 }))
}

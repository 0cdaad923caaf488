import { spawnSync } from 'node:child_process'
import { median } from './figures.ts'

/** Of the peak signal-to-noise ratio of each frame's brightness, in decibels. */
export function medianPsnr(one: string, other: string): number {
  const args = ['-v', 'error', '-nostdin', '-i', one, '-i', other, '-lavfi', '[0:v][1:v]psnr=stats_file=-']
  const { stdout } = spawnSync('ffmpeg', [...args, '-f', 'null', '-'], { encoding: 'utf8' })
  const perFrame = [...stdout.matchAll(/psnr_y:([\d.]+|inf)/g)].map(([, value]) =>
    value === 'inf' ? 100 : Number(value),
  )
  return median(perFrame)
}

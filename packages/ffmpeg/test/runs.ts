import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FfmpegCommand } from '../src/index.ts'

const output = (folder: string) => ({ name: 'film', path: join(folder, 'film.mp4') })

/** A small film; in real time ffmpeg takes as long as the film lasts. */
export function makeFilm(
  folder: string,
  { seconds = 1, inRealTime = false, extra = [] as readonly string[] } = {},
): FfmpegCommand {
  const source = `testsrc2=size=128x72:rate=30:duration=${seconds}`
  return {
    args: [
      ...[...(inRealTime ? ['-re'] : []), '-f', 'lavfi', '-i', source],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', ...extra, output(folder).path],
    ],
    files: [],
    outputs: [output(folder)],
    frameCount: seconds * 30,
  }
}

/** A process of its own that runs the command, started by way of `through` if that is given. */
export function startRunner(
  command: FfmpegCommand,
  { env = process.env, through = [] as readonly string[] } = {},
): ChildProcess {
  const script = fileURLToPath(new URL('a-runner.ts', import.meta.url))
  const [file, ...args] = [...through, process.execPath, ...process.execArgv, script]
  return spawn(file ?? process.execPath, [...args, JSON.stringify(command)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
}

/** A zombie is dead: only nobody has asked for its exit code yet. */
export function isAlive(pid: number): boolean {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return false
  const stat = readFileSync(path, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
}

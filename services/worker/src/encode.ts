import { completed, runFfmpeg, type FfmpegCommand } from '@framewright/ffmpeg'
import { withoutFolder } from './faults.ts'
import type { Attempt } from './work-item.ts'

/** What goes on, and would go on for ever. Hangs are the heartbeat's to find. */
const leastTimeoutMs = 30 * 60_000
const timeoutMsPerFrame = 5_000

/** Runs the commands of a plan one after the other; frames count through. */
export async function encode(
  commands: readonly FfmpegCommand[],
  { folder, signal, progress, log }: Pick<Attempt, 'folder' | 'signal' | 'progress' | 'log'>,
): Promise<void> {
  const frameCount = commands.reduce((sum, command) => sum + command.frameCount, 0)
  let framesBefore = 0
  progress.phase('encoding')
  for (const planned of commands) {
    const command = await completed(planned)
    let cpuMsSoFar = 0
    await runFfmpeg(command, {
      signal,
      timeoutMs: leastTimeoutMs + command.frameCount * timeoutMsPerFrame,
      onStarted: (pid) => log.add('worker', 'ffmpeg runs', { pid, args: argsOf(command, folder) }),
      onLine: (line) => log.add('ffmpeg', withoutFolder(line, folder)),
      onProgress: ({ frame, framesPerSecond, cpuMs }) => {
        if (cpuMs > cpuMsSoFar) progress.moved()
        cpuMsSoFar = cpuMs
        progress.frames({ frame: framesBefore + frame, frameCount, framesPerSecond })
      },
    })
    framesBefore += command.frameCount
  }
}

const argsOf = ({ args }: FfmpegCommand, folder: string): string =>
  args.map((arg) => withoutFolder(arg, folder)).join(' ')

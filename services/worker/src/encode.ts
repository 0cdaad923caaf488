import { completed, runFfmpeg, type FfmpegCommand } from '@framewright/ffmpeg'
import { withoutFolder } from './faults.ts'
import type { Attempt } from './work-item.ts'

/** Runs the commands of a plan one after the other; frames count through. */
export async function encode(
  commands: readonly FfmpegCommand[],
  {
    folder,
    signal,
    limits,
    progress,
    log,
  }: Pick<Attempt, 'folder' | 'signal' | 'limits' | 'progress' | 'log'>,
): Promise<void> {
  const frameCount = commands.reduce((sum, command) => sum + command.frameCount, 0)
  let framesBefore = 0
  progress.phase('encoding')
  for (const planned of commands) {
    const command = await completed(planned)
    let cpuMsSoFar = 0
    await runFfmpeg(command, {
      signal,
      // What goes on, and would go on for ever. Hangs are the heartbeat's to find.
      timeoutMs: limits.durationMs,
      limits,
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

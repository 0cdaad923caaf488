import { join } from 'node:path'
import type { RenderPlan } from '@framewright/timeline'
import { commandFile, picturePaths, type CommandPaths } from '../command.ts'
import type { FfmpegCommand } from '../ffmpeg-command.ts'
import { picturesOf } from '../encode/output-pictures.ts'
import { byMotions } from '../picture/motion-command.ts'
import { pictureGraph } from '../picture/filter-graph.ts'
import { graphArgs } from '../graph-args.ts'
import { inputArgs } from '../input-args.ts'

/**
 * The run that writes the SHA-256 of each frame as it goes into an encoder: what two renders have to have in common to
 * show the same, whatever encoded them. Null where no output has a picture. Of what is stabilised it goes by the motion that
 * `motionCommands` have measured in the same folder.
 */
export function manifestCommand(plan: RenderPlan, paths: CommandPaths): FfmpegCommand | null {
  if (picturesOf(plan).length === 0) return null
  const path = join(paths.folder, 'frames.sha256')
  const build = (motions: ReadonlyMap<string, string>): Pick<FfmpegCommand, 'args' | 'files'> => {
    const graph = pictureGraph(plan, { ...picturePaths(paths), motions })
    const script = graphArgs(graph.text, join(paths.folder, 'manifest-graph.txt'))
    return {
      args: [
        ...['-hide_banner', '-xerror', '-filter_complex_threads', '2'],
        ...graph.inputs.flatMap(inputArgs),
        ...script.args,
        ...graph.outputs.flatMap((output) => ['-map', `[${output}]`]),
        ...['-c:v', 'rawvideo', '-fps_mode', 'passthrough', '-fflags', '+bitexact'],
        ...['-f', 'framehash', '-hash', 'sha256', path],
      ],
      files: [...graph.files.map((file) => commandFile(file, paths)), ...script.files],
    }
  }
  return {
    ...byMotions(plan, paths, build),
    outputs: [{ name: 'manifest', path }],
    frameCount: plan.frameCount,
  }
}

/** The hashes of the frames of each output that has a picture, the one with the most frames first. */
export function readManifest(text: string): string[][] {
  const outputs: string[][] = []
  for (const line of text.split('\n')) {
    const [stream = '', , , , , hash = ''] = line.split(',').map((part) => part.trim())
    if (/^[0-9a-f]{64}$/.test(hash)) (outputs[Number(stream)] ??= []).push(hash)
  }
  return outputs
}

import { stat } from 'node:fs/promises'
import { buildCommands, type CommandPaths, type FfmpegCommand } from '@framewright/ffmpeg'
import { planSmaller, type RenderPlan } from '@framewright/timeline'
import { encode } from './encode.ts'
import type { Attempt } from './work-item.ts'

export interface Encoded {
  /** The plan that the files are made by. */
  readonly plan: RenderPlan
  readonly commands: readonly FfmpegCommand[]
}

const mostTries = 3

/**
 * Makes the files of a plan, and all of them again while one is larger than it may be, with less for its picture: what an
 * encoder makes of a rate is only known when it is done. Each try comes to the same sizes wherever it is made; what is too
 * large after the last one is found to be wrong.
 */
export async function encodeWithinSize(
  plan: RenderPlan,
  paths: CommandPaths,
  attempt: Pick<Attempt, 'folder' | 'signal' | 'limits' | 'progress' | 'log'>,
  tryNumber = 1,
): Promise<Encoded> {
  const commands = buildCommands(plan, paths)
  await encode(commands, attempt)
  const sizes = await sizesOf(plan, commands)
  const smaller = planSmaller(plan, (name) => sizes.get(name) ?? 0)
  if (smaller === null || tryNumber === mostTries) return { plan, commands }
  attempt.log.add('worker', 'a file is larger than it may be: encoding again with less', {
    sizes: Object.fromEntries(sizes),
  })
  return encodeWithinSize(smaller, paths, attempt, tryNumber + 1)
}

async function sizesOf(
  { outputs }: RenderPlan,
  commands: readonly FfmpegCommand[],
): Promise<ReadonlyMap<string, number>> {
  const bounded = outputs.filter(({ expected }) => 'largestBytes' in expected).map(({ name }) => name)
  const files = commands.flatMap((command) => command.outputs).filter(({ name }) => bounded.includes(name))
  return new Map(
    await Promise.all(files.map(async ({ name, path }) => [name, (await stat(path)).size] as const)),
  )
}

/**
 * What each golden edit compiles to, as text: the plan, and every argument and file of every ffmpeg. The same text comes
 * out on every machine; a change of it is a change of what people get, and asks for another `pipelineVersion` once there
 * are films of this one.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { buildCommands, type FfmpegCommand } from '@framewright/ffmpeg'
import { canonicalJson, type Edit, type PipelineVersion } from '@framewright/schemas'
import { cpuEncoders, pipelineOf } from '@framewright/timeline'
import { facts, goldenEdits } from './golden-edits.ts'

const longestText = 10_000

export const goldenFolder = (version: PipelineVersion): URL => new URL(`./v${version}/`, import.meta.url)

/** By the name of their file. */
export const goldens = (version: PipelineVersion): Map<string, string> =>
  new Map(
    [...goldenEdits()].map(([name, edits]) => [
      `${name}.txt`,
      [...edits].map((edit) => compiled(edit, version)).join('\n'),
    ]),
  )

function compiled([name, edit]: [string, Edit], version: PipelineVersion): string {
  const { resolveEdit, planRender } = pipelineOf(version)
  const resolution = resolveEdit(edit, facts)
  assert(resolution.ok, `${name}: ${JSON.stringify(resolution)}`)
  const plan = planRender(resolution.timeline, {
    encoders: cpuEncoders,
    projectId: 'golden',
  })
  const commands = buildCommands(plan, {
    folder: '/scratch',
    sourcePath: (sha256) => `/sources/${sha256.slice(0, 8)}`,
    fontPath: ({ fileName }) => `/fonts/${fileName}`,
  })
  return [`# ${name}`, canonicalJson(plan), ...commands.flatMap(linesOf)].join('\n') + '\n'
}

/** An option and its value in a line; a graph in one for each of its chains. */
function linesOf({ args, files }: FfmpegCommand): string[] {
  const lines = ['ffmpeg']
  for (const arg of args) {
    const isOption = /^-[a-z]/.test(arg)
    if (isOption || !/^ {2}-[^ ]+$/.test(lines.at(-1) ?? '')) lines.push(`  ${arg}`)
    else lines.push(`${lines.pop()} ${arg.replaceAll('\n', '\n    ')}`)
  }
  const textOf = (file: FfmpegCommand['files'][number]) => {
    if ('text' in file) return shortened(file.text)
    if ('link' in file) return `link to ${file.link.sourcePath}`
    return 'font' in file
      ? `${file.font.sourcePath} as ${file.font.family}`
      : `${file.cube.strength} of ${file.cube.sourcePath}`
  }
  return [...lines, ...files.map((file) => `file ${file.path}\n  ${textOf(file).replaceAll('\n', '\n  ')}`)]
}

/** Of a table that nobody would read its hash. */
function shortened(text: string): string {
  if (text.length <= longestText) return text
  const lines = text.split('\n').length
  return `${lines} lines, SHA-256 ${createHash('sha256').update(text).digest('hex')}`
}

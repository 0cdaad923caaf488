import { mkdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { makeFile } from '../command-files.ts'
import type { FfmpegCommand } from '../ffmpeg-command.ts'

/** Below this much room a failed encode is put down to the disk. */
const noRoomBytes = 1024 * 1024

/** The attempt's own folder, where ffmpeg leaves what it writes without being told where (two-pass logs). */
export function scratchFolderOf({ outputs, files }: FfmpegCommand): string {
  const path = outputs[0]?.path ?? files[0]?.path
  return path === undefined ? tmpdir() : dirname(path)
}

/** Writes the command's files, and unlinks what is where its outputs go: it may be a link to something that is kept. */
export async function prepareScratch(command: FfmpegCommand): Promise<void> {
  for (const file of command.files) {
    await mkdir(dirname(file.path), { recursive: true })
    await makeFile(file)
  }
  for (const { path } of command.outputs) {
    await mkdir(dirname(path), { recursive: true })
    await rm(path, { force: true })
  }
}

/** ffmpeg ends with 1 for a full disk as for anything else, and its words are not for deciding: the disk is asked. */
export async function hasNoRoom(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize < noRoomBytes
  } catch {
    // The folder is gone: whatever that means, it is not a full disk.
    return false
  }
}

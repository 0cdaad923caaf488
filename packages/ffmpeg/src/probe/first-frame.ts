import { inputArgs } from './ffprobe.ts'
import { runTool, type ToolLimits, type ToolRun } from '../run/run-tool.ts'

/** What is read of the first frame of a stream; it knows more of itself than the header of the file does. */
export interface FirstFrame {
  readonly media_type?: string
  readonly interlaced_frame?: number
  /** A photo keeps in its EXIF how the camera was held. */
  readonly side_data_list?: readonly { readonly rotation?: number }[]
}

/** Packets that are read in search of one that can be decoded: the first of a file may lean on what was cut away. */
const packetsToTry = 8
/** More than one group of pictures is seldom hidden. */
const mostHidden = 600

/** The first frame of a stream that can be decoded and is shown; null: none, judged by its beginning. */
export async function decodeFirst(
  path: string,
  streamIndex: number,
  hiddenPackets: number,
  limits: ToolLimits,
): Promise<{ readonly run: ToolRun; readonly frame: FirstFrame | null }> {
  let text = ''
  const packets = packetsToTry + Math.min(hiddenPackets, mostHidden)
  const args = [
    ...['-select_streams', `${streamIndex}`, '-read_intervals', `%+#${packets}`, '-of', 'json'],
    ...['-show_entries', 'frame=media_type,interlaced_frame:frame_side_data=rotation:frame_tags='],
    ...inputArgs(path),
  ]
  const run = await runTool('ffprobe', args, limits, (chunk) => (text += chunk))
  return { run, frame: run.timedOut ? null : firstIn(text) }
}

function firstIn(text: string): FirstFrame | null {
  try {
    const { frames = [] } = JSON.parse(text) as { readonly frames?: readonly FirstFrame[] }
    return frames.find(({ media_type: type }) => type === 'video' || type === 'audio') ?? null
  } catch {
    return null // ffprobe has given up in mid-sentence
  }
}

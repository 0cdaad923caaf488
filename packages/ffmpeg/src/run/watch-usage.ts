/**
 * In: a process that runs. Out: what it has used so far, twice a second, and the news that it has used more than it may. Where
 * the system has no /proc there is nothing to hear: the time that it may take is what ends it then.
 */
import { readCpuMs } from './cpu-time.ts'
import { readMemoryBytes } from './memory.ts'

export interface UsageLimits {
  readonly cpuMs: number
  readonly memoryBytes: number
}

export interface UsageWatch {
  readonly limits: UsageLimits
  readonly onCpu: (cpuMs: number) => void
  /** Once. */
  readonly onExceeded: (what: keyof UsageLimits) => void
}

const everyMs = 500

export function watchUsage(pid: number, { limits, onCpu, onExceeded }: UsageWatch): { stop(): void } {
  let over = false
  let cpuMsSoFar = 0

  function exceeded(what: keyof UsageLimits): void {
    stop()
    onExceeded(what)
  }

  async function look(): Promise<void> {
    const [cpuMs, memoryBytes] = await Promise.all([readCpuMs(pid), readMemoryBytes(pid)])
    if (!over && cpuMs !== null && cpuMs > cpuMsSoFar) {
      cpuMsSoFar = cpuMs
      onCpu(cpuMs)
    }
    if (!over && (memoryBytes ?? 0) > limits.memoryBytes) exceeded('memoryBytes')
    if (!over && cpuMsSoFar > limits.cpuMs) exceeded('cpuMs')
  }

  const timer = setInterval(() => void look(), everyMs)
  function stop(): void {
    over = true
    clearInterval(timer)
  }
  return { stop }
}

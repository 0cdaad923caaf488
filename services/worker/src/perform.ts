import { performAssembly } from './perform-assembly.ts'
import { performChunk } from './perform-chunk.ts'
import { performRender, type RenderPerformOptions } from './perform-render.ts'
import type { Perform } from './work-item.ts'

/** The work of every kind of item. */
export function createPerform(options: RenderPerformOptions): Perform {
  return (attempt) => {
    const { item } = attempt
    switch (item.kind) {
      case 'render':
        return performRender(attempt, options)
      case 'chunk':
        return performChunk({ ...attempt, item }, options)
      case 'assembly':
        return performAssembly({ ...attempt, item }, options)
    }
  }
}

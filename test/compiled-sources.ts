/**
 * Runs sources as `tsc -b` has compiled them, without compiling anything: `node --import ./dist/test/compiled-sources.js
 * x.test.ts`. A module keeps the address of its source, so what it looks for beside itself it finds there. A compiler
 * that hooks into each process cost half of the suite's time.
 */
import { readFile } from 'node:fs/promises'
import { register, type LoadHook, type ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

const repository = new URL('../..', import.meta.url).href

/** The compiler writes `.js` where a source says `.ts`. */
export const resolve: ResolveHook = (specifier, context, nextResolve) =>
  specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts') === true
    ? {
        url: new URL(specifier.replace(/js$/, 'ts'), context.parentURL).href,
        format: 'module',
        shortCircuit: true,
      }
    : nextResolve(specifier, context)

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!url.endsWith('.ts')) return nextLoad(url, context)
  const compiled = fileURLToPath(
    new URL(`dist/${url.slice(repository.length).replace(/ts$/, 'js')}`, repository),
  )
  const source = await readFile(compiled, 'utf8')
  // A path, not an address: Node looks for no others.
  return {
    format: 'module',
    source: source.replace(/(?<=\/\/# sourceMappingURL=).*$/m, `${compiled}.map`),
    shortCircuit: true,
  }
}

// Node loads the hooks in a thread of their own.
if (isMainThread) register(import.meta.url)

import type { App } from './api-deps.ts'

interface KnownRoute {
  readonly pattern: RegExp
  readonly methods: readonly string[]
}

/** Keeps what is registered from here on, so that a path with another method is answered 405, not 404. */
export function recordRoutes(app: App): readonly KnownRoute[] {
  const routes: KnownRoute[] = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: patternOf(url), methods: [method].flat() })
  })
  return routes
}

export function allowedMethods(routes: readonly KnownRoute[], path: string): string[] {
  const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods)
  return [...new Set(methods)].sort()
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+'
    return part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}/?$`)
}

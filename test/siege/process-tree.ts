import { readdirSync, readFileSync } from 'node:fs'

/** A process and all that it has started, itself first. Linux, by /proc. */
export function processTree(pid: number): number[] {
  const children = childrenByParent()
  const tree = [pid]
  for (const parent of tree) tree.push(...(children.get(parent) ?? []))
  return tree
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(name)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  return children
}

/** The name, in brackets, may hold anything; the state and the parent come after it. */
function parentOf(pid: string): number | null {
  try {
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(parent)
  } catch {
    // It has ended since.
    return null
  }
}

/** Pure: a replay as Spin prints it, to what changed hands: one line a step, without what is only bookkeeping. */

/** Of the model's variables, those that a reader follows. */
const told = [
  ...['pc[', 'msg[', 'holder[', 'mute[', 'row[', 'cst[', 'dl[', 'att', 'hits['],
  ...['term', 'planned', 'lastplan', 'dst', 'est', 'zpub', 'zback', 'up', 'crb', 'dcb', 'wb', 'evq!', 'evq?'],
  ...['pos', 'note', 'noting', 'inS[', 'seen[', 'gen', 'idrec', 'inflight', 'rw'],
]

export function readSteps(replay: string): string[] {
  return replay.split('\n').flatMap((line) => {
    if (/START OF CYCLE/.test(line)) return ['--- and so on, again and again from here:']
    const step = /^\s*\d+:\s+proc\s+(\d+) \((\w+):\d+\) \S+:(\d+) [^\t]*\t\[(.+)\]\s*$/.exec(line)
    if (step === null) return []
    const [, number, name, at, did] = step
    return told.some((start) => did!.trim().startsWith(start))
      ? [`${name} ${number}, line ${at}: ${did}`]
      : []
  })
}

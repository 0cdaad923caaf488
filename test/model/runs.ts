/**
 * What is verified of the models, and what must be found in them when they are made wrong. Each `holds` is a search of every
 * order in which its faults may happen; each `found` leaves a repair out, or makes a mistake, that the model has to notice.
 */
export type SearchKind = 'safety' | 'shortest' | 'liveness'

/** What is asked of the models: README.md. */
export type Property = 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'relay'

export interface Run {
  readonly name: string
  /** What holds; or of what must be found, the mistake. */
  readonly says: string
  readonly model: 'work' | 'relay'
  readonly search: SearchKind
  readonly flags: readonly string[]
  /** Null: whatever is asked holds. Otherwise what has to be found broken. */
  readonly breaks: Property | null
}

const repairs = ['SELF', 'ASK', 'ANS', 'REL', 'PLAN', 'BUD'] as const
const repaired = (without?: (typeof repairs)[number]) =>
  repairs.filter((repair) => repair !== without).map((repair) => `FIX_${repair}`)

const twoWorkers = ['W1EACH', 'NSLOT=2']
const noFaults = ['CRASH=0', 'MUTE=0']

interface Rest extends Pick<Run, 'name' | 'says'> {
  readonly with: readonly string[]
  readonly search?: SearchKind
}
type Mistake = Rest & { readonly breaks: Property }

const flagsOf = (defines: readonly string[]) => defines.map((define) => `-D${define}`)

const holds = ({ name, says, with: defines, search = 'safety' }: Rest): Run => ({
  ...{ name, says, model: 'work', search, breaks: null },
  flags: flagsOf([...repaired(), ...defines]),
})

const found = (
  { name, says, breaks, with: defines, search = 'shortest' }: Mistake,
  without?: (typeof repairs)[number],
): Run => ({
  ...{ name, says, model: 'work', search, breaks },
  flags: flagsOf([...repaired(without), ...defines]),
})

const relay = (breaks: Run['breaks'], { name, says, with: defines }: Rest): Run => ({
  ...{ name, says, model: 'relay', search: 'liveness', breaks },
  flags: flagsOf(defines),
})

export const properties: readonly Run[] = [
  holds({
    name: 'inline',
    says: 'crash, cut off, wipe, dispatcher crash, early release',
    with: [...twoWorkers, 'CRASH', 'MUTE', 'WIPE', 'DCRASH', 'ER'],
  }),
  holds({
    name: 'inline-slots',
    says: 'one worker with two slots, another with one',
    with: ['CRASH', 'MUTE', 'WIPE'],
  }),
  holds({
    name: 'inline-attempts',
    says: 'attempts that fail or are handed back, and a crash',
    with: [...twoWorkers, 'CRASH', 'MUTE=0', 'WIPE', 'FAILS=2', 'HB', 'BUDGET=3'],
  }),
  holds({
    name: 'inline-retry',
    says: 'cancel and retry, and the dispatcher hears of claims',
    with: [...twoWorkers, 'CRASH', 'MUTE=0', 'WIPE', 'DCRASH', 'CANCEL', 'RETRY', 'TOLD'],
  }),
  holds({
    name: 'inline-two-crashes',
    says: 'two crashes, three attempts',
    with: [...twoWorkers, 'CRASH=2', 'MUTE', 'WIPE', 'DCRASH', 'BUDGET=3'],
  }),
  holds({
    name: 'chunked',
    says: 'two chunks and their assembly, and a crash',
    with: ['CHUNKED', ...twoWorkers, 'CRASH', 'MUTE=0', 'TOLD'],
  }),
  holds({
    name: 'chunked-cut-off',
    says: 'a worker that is cut off',
    with: ['CHUNKED', ...twoWorkers, 'CRASH=0', 'MUTE'],
  }),
  holds({
    name: 'chunked-evicted',
    says: 'chunks that are evicted: a second plan',
    with: ['CHUNKED', ...twoWorkers, ...noFaults, 'MAXPLAN=2', 'HOLES'],
  }),
  holds({
    name: 'chunked-replaced',
    says: 'evicted, or nobody has the build of ffmpeg: no more plans than a run may have',
    with: ['CHUNKED', ...twoWorkers, ...noFaults, 'MAXPLAN=2', 'PLANLIM=1', 'HOLES', 'ENCF', 'TOLD'],
  }),
  holds({
    name: 'chunked-whole',
    says: 'a plan in one piece takes the place of one in chunks, and a crash',
    with: ['CHUNKED', ...twoWorkers, 'CRASH', 'MUTE=0', 'INL'],
  }),
  holds({
    name: 'chunked-fails',
    says: 'a chunk that fails for good, and a retry',
    with: ['CHUNKED', ...twoWorkers, ...noFaults, 'MAXPLAN=2', 'HITS=1', 'CFAILS', 'RETRY'],
  }),
  holds({
    name: 'inline-ends',
    search: 'liveness',
    says: 'it ends, with the reconciler off',
    with: [...twoWorkers, 'CRASH', 'MUTE=0', 'M4'],
  }),
  holds({
    name: 'inline-wiped-ends',
    search: 'liveness',
    says: 'it ends, the broker wiped',
    with: [...twoWorkers, 'CRASH', 'MUTE=0', 'WIPE'],
  }),
  holds({
    name: 'chunked-ends',
    search: 'liveness',
    says: 'it ends, in chunks',
    with: ['CHUNKED', ...twoWorkers, ...noFaults, 'HITS=1'],
  }),
  relay(null, {
    name: 'relay',
    says: 'no notification is lost: two wipes, two dispatcher crashes',
    with: ['FIX_ID', 'WIPE=2', 'DCRASH=2'],
  }),
]

export const mistakes: readonly Run[] = [
  found(
    { name: 'no-self', breaks: 'P2', says: 'a worker supersedes its own other slot', with: ['MUTE=0'] },
    'SELF',
  ),
  found(
    {
      name: 'no-ask',
      breaks: 'P2',
      says: 'who is cut off itself supersedes a holder',
      with: [...twoWorkers, 'MUTE'],
    },
    'ASK',
  ),
  found(
    { name: 'no-ans', breaks: 'P2', says: 'a claim under way is not held', with: [...twoWorkers] },
    'ANS',
  ),
  found(
    {
      name: 'no-rel',
      breaks: 'P3',
      search: 'liveness',
      says: 'a release leaves an old message (reconciler off)',
      with: [...twoWorkers, ...noFaults, 'FAILS', 'M4'],
    },
    'REL',
  ),
  found(
    {
      name: 'no-plan',
      breaks: 'P4',
      says: 'a chunk of the run before fails a retried render',
      with: ['CHUNKED', ...twoWorkers, ...noFaults, 'MAXPLAN=2', 'CFAILS=2', 'CANCEL', 'RETRY'],
    },
    'PLAN',
  ),
  found(
    {
      name: 'no-bud',
      breaks: 'P4',
      says: 'plans anew use the attempts of the assembly up',
      with: ['CHUNKED', ...twoWorkers, ...noFaults, 'MAXPLAN=3', 'HOLES=2'],
    },
    'BUD',
  ),
  found({
    name: 'm1',
    breaks: 'P3',
    search: 'liveness',
    says: 'a message is acked on a conflict with a live claim (reconciler off)',
    with: [...twoWorkers, 'CRASH', 'MUTE=0', 'M1', 'M4'],
  }),
  found({
    name: 'm2',
    breaks: 'P1',
    says: 'ids of events from stream and attempt',
    with: [...twoWorkers, 'M2'],
  }),
  found({
    name: 'm3',
    breaks: 'P2',
    says: 'a holder is superseded unasked',
    with: [...twoWorkers, 'M3', 'MUTE'],
  }),
  found({
    name: 'm4',
    breaks: 'P3',
    search: 'liveness',
    says: 'no reconciler, the broker wiped',
    with: [...twoWorkers, ...noFaults, 'WIPE', 'M4'],
  }),
  found({
    name: 'm5',
    breaks: 'P5',
    says: 'a plan is named by its content',
    with: ['CHUNKED', ...twoWorkers, ...noFaults, 'MAXPLAN=2', 'M5', 'HOLES', 'CFAILS', 'CANCEL', 'RETRY'],
  }),
  found({
    name: 'm6',
    breaks: 'P3',
    search: 'liveness',
    says: 'a release is committed before it is published (reconciler off)',
    with: [...twoWorkers, ...noFaults, 'DCRASH', 'M6', 'M4'],
  }),
  found({
    name: 'give-up',
    breaks: 'P4',
    says: 'a claim without an answer is given up',
    with: [...twoWorkers, 'CRASH', 'MUTE=0', 'GIVEUP'],
  }),
  found(
    {
      name: 'naive',
      breaks: 'P4',
      says: 'any chunk that fails, fails its render',
      with: [
        'CHUNKED',
        ...twoWorkers,
        ...noFaults,
        'MAXPLAN=2',
        'HITS=1',
        'NAIVE',
        'CFAILS=2',
        'CANCEL',
        'RETRY',
      ],
    },
    'PLAN',
  ),
  found({
    name: 'late-ack',
    breaks: 'P3',
    search: 'liveness',
    says: 'a late ack of a failed attempt, and no reconciler to mend it',
    with: [...twoWorkers, ...noFaults, 'FAILS', 'CRASH', 'BUDGET=3', 'TOLD', 'M4'],
  }),
  found({
    name: 'lost',
    breaks: 'P4',
    says: 'WORKER_LOST can be reached at all',
    with: [...twoWorkers, 'CRASH=2', 'MUTE=0', 'P4ANY'],
  }),
  relay('relay', { name: 'no-id', says: 'a stream is known by its name alone', with: ['WIPE=1'] }),
  relay('relay', { name: 'm6-relay', says: 'the checkpoint before publishing', with: ['FIX_ID', 'M6'] }),
]

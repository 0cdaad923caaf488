/** The data folder belongs to one that runs. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning'
  readonly code = 'ALREADY_RUNNING'
  readonly pid: number

  constructor(folder: string, pid: number) {
    super(`Framewright is running on ${folder} already, as process ${pid}: stop that one first`)
    this.pid = pid
  }
}

export class PortTaken extends Error {
  override readonly name = 'PortTaken'
  readonly code = 'PORT_TAKEN'

  constructor(port: number, options?: ErrorOptions) {
    super(`port ${port} is taken by another program: set API_PORT to another one`, options)
  }
}

/** A part that does not come up, with what it said last. */
export class PartNotReady extends Error {
  override readonly name = 'PartNotReady'
  readonly code = 'PART_NOT_READY'
  readonly part: string

  constructor(part: string, what: string, options?: ErrorOptions) {
    super(`${part} ${what}`, options)
    this.part = part
  }
}

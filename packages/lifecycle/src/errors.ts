/** The environment does not describe a process that could start. Names the variables, never what they hold. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid'
  readonly code = 'CONFIG_INVALID'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the configuration is not valid: ${problems.join('; ')}`)
    this.problems = problems
  }
}

import { test } from 'tap'
import Type from 'typebox'
import { ConfigInvalid, readConfig } from '../src/index.ts'

const Lane = Type.Union([Type.Literal('cpu-s'), Type.Literal('cpu-l')])
const Config = Type.Object({
  URL: Type.String({ pattern: '^postgres://' }),
  AUTH_SECRET: Type.String({ minLength: 32 }),
  PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 8080 }),
  RATIO: Type.Number({ default: 0.5 }),
  DEBUG: Type.Boolean({ default: false }),
  LANES: Type.Array(Lane, { minItems: 1, default: ['cpu-s', 'cpu-l'] }),
  LEVEL: Type.Union([Type.Literal('info'), Type.Literal('debug')], { default: 'info' }),
  ENDPOINT: Type.Optional(Type.String()),
})
const secret = 'x'.repeat(40)
const least = { URL: 'postgres://localhost', AUTH_SECRET: secret }

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(Config, env)
  } catch (error: unknown) {
    if (error instanceof ConfigInvalid) return error.problems
    throw error
  }
  return []
}

test('what is not set has its default, and what has none and is optional is absent', (t) => {
  t.strictSame(readConfig(Config, { ...least, UNRELATED: 'x' }), {
    ...least,
    PORT: 8080,
    RATIO: 0.5,
    DEBUG: false,
    LANES: ['cpu-s', 'cpu-l'],
    LEVEL: 'info',
  })
  t.end()
})

test('text becomes the numbers, booleans and lists that the schema asks for', (t) => {
  const env = { PORT: '9000', RATIO: ' 1e-3 ', DEBUG: 'true', LANES: 'cpu-l, cpu-s,', LEVEL: 'debug' }
  t.match(readConfig(Config, { ...least, ...env }), {
    PORT: 9000,
    RATIO: 0.001,
    DEBUG: true,
    LANES: ['cpu-l', 'cpu-s'],
    LEVEL: 'debug',
  })
  t.equal(readConfig(Config, { ...least, DEBUG: '0' }).DEBUG, false)
  t.end()
})

test('an empty variable is one that is not set', (t) => {
  const config = readConfig(Config, { ...least, PORT: '', ENDPOINT: ' ' })
  t.equal(config.PORT, 8080)
  t.notOk('ENDPOINT' in config)
  t.end()
})

test('every problem is named at once, by its variable', (t) => {
  t.same(
    problemsOf({
      AUTH_SECRET: 'hunter2',
      PORT: 'http',
      RATIO: '',
      DEBUG: 'maybe',
      LANES: 'cpu-s,gpu',
      LEVEL: 'loud',
    }),
    [
      'URL is not set',
      'AUTH_SECRET must not have fewer than 32 characters',
      'PORT must be integer',
      'DEBUG must be boolean',
      'LANES (entry 2) must be one of cpu-s, cpu-l',
      'LEVEL must be one of info, debug',
    ],
  )
  t.same(problemsOf({ ...least, PORT: '70000' }), ['PORT must be <= 65535'])
  t.same(problemsOf({ ...least, PORT: '80.5' }), ['PORT must be integer'])
  t.end()
})

test('a secret that is wrong is not repeated', (t) => {
  const env = { URL: 'mysql://root:hunter2@db', AUTH_SECRET: 'hunter2' }
  t.throws(() => readConfig(Config, env), { code: 'CONFIG_INVALID' })
  t.notMatch(problemsOf(env).join(), /hunter2/)
  t.end()
})

test('a configuration cannot be changed, and changing one leaves the next alone', (t) => {
  const config = readConfig(Config, least)
  t.throws(() => Object.assign(config, { PORT: 1 }))
  config.LANES.pop()
  t.same(readConfig(Config, least).LANES, ['cpu-s', 'cpu-l'])
  t.end()
})

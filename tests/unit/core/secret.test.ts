import { inspect, isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'

const WORD = 'open-sesame-4711'

test.each([
  ['a template', (secret: Secret) => `${secret}`],
  ['JSON', (secret: Secret) => JSON.stringify({ secret })],
  ['inspection', (secret: Secret) => inspect({ deep: [secret] }, { showHidden: true, depth: 9 })],
  ['an error', (secret: Secret) => String(new Error(`no ${secret}`).stack)],
])('%s shows that there is a secret and not what it is', (_where, print) => {
  expect(print(new Secret(WORD))).toContain('[redacted]')
  expect(print(new Secret(WORD))).not.toContain(WORD)
})

test('is revealed where it is asked for by name', () => {
  expect(new Secret(WORD).reveal()).toBe(WORD)
})

test('equals another one when their values are equal, so that a reload notices a new password', () => {
  expect(isDeepStrictEqual({ a: new Secret('x') }, { a: new Secret('x') })).toBe(true)
  expect(isDeepStrictEqual({ a: new Secret('x') }, { a: new Secret('y') })).toBe(false)
})

import { describe, expect, test } from 'vitest'
import { guardedLookup, isAllowed, RefusedPlace } from '../../../src/notifiers/places.ts'

const PUBLIC = [
  '93.184.215.14',
  '2606:2800:21f:cb07:6820:80da:af6b:8b2c',
  '172.32.0.1',
  '192.167.255.255',
  '100.128.0.1',
  '64:ff9b::5db8:d70e',
]
const PRIVATE = [
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '::1',
  '::',
  'fd12::1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  '::ffff:0:127.0.0.1',
  '::10.0.0.1',
]
const NEVER = [
  '169.254.169.254',
  '169.254.0.1',
  'fe80::1',
  'fd00:ec2::254',
  '100.100.100.200',
  '192.0.0.192',
  '224.0.0.1',
  'ff02::1',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  '::ffff:0:169.254.169.254',
  '::169.254.169.254',
  'fe80::1%lo',
  'not-an-address',
]

describe('a notice', () => {
  test.each(PUBLIC)('may go to %s', (address) => {
    expect([isAllowed(address, false), isAllowed(address, true)]).toEqual([true, true])
  })
  test.each(PRIVATE)('may go to %s only where private places are allowed', (address) => {
    expect([isAllowed(address, false), isAllowed(address, true)]).toEqual([false, true])
  })
  test.each(NEVER)('may never go to %s', (address) => {
    expect([isAllowed(address, false), isAllowed(address, true)]).toEqual([false, false])
  })
})

describe('the look-up of a name', () => {
  const lookup = (name: string, allowPrivate: boolean, all: boolean) =>
    new Promise((answer, fail) => {
      guardedLookup(allowPrivate)(name, { all }, (error, address) => (error ? fail(error) : answer(address)))
    })

  test('answers judged addresses, one or all', async () => {
    expect(await lookup('localhost', true, false)).toMatch(/^(127\.|::1$)/)
    expect(await lookup('localhost', true, true)).toEqual(
      expect.arrayContaining([expect.objectContaining({ address: expect.any(String) })]),
    )
  })

  test.each([true, false])('refuses a name of a private place (all: %s)', async (all) => {
    await expect(lookup('localhost', false, all)).rejects.toBeInstanceOf(RefusedPlace)
  })

  test('passes on that there is no such name', async () => {
    await expect(lookup('no-such-name.invalid', true, true)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) })
  })
})

import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { formatDiagnostic } from '../../../src/core/diagnostic.ts'
import type { Secret } from '../../../src/core/secret.ts'
import { load, problems } from './given.ts'

const CANARY = 'canary-7f3a'

describe('variables', () => {
  test('stand for their value, with another one for when they are not set', async () => {
    const { config } = await load(
      `sources: { w: { type: postgres, host: "\${HOST}.\${ZONE:-local}", port: "\${PORT}" } }\ndefaults: { channel: "$$5 \${EMPTY:-x}", learn: "\${LEARN}" }`,
      { env: { HOST: 'db', PORT: '6432', EMPTY: '', LEARN: 'false' } },
    )
    expect(config?.sources.get('w')?.config).toMatchObject({ host: 'db.local', port: 6432 })
    expect(config?.defaults).toMatchObject({ channel: '$5 x', settings: { learn: false } })
  })

  test('that are missing or misspelt are named at their place, and nothing else is said about that place', async () => {
    expect(await problems(`sources:\n  w:\n    type: postgres\n    port: \${PORT}\n    password: \${PW}x\n    host: \${1}`)).toEqual([
      expect.stringMatching(/^etc\/meshwatch.yaml:4:11 error missing-variable the environment has no variable PORT \(set it/),
      expect.stringMatching(/^etc\/meshwatch.yaml:5:15 error missing-variable the environment has no variable PW/),
      expect.stringMatching(/^etc\/meshwatch.yaml:6:11 error bad-variable/),
    ])
  })
})

describe('secrets', () => {
  const reveal = (secret: unknown) => (secret as Secret).reveal()

  test('come from the file itself, from the environment, or from a file of their own', async () => {
    const { config, diagnostics } = await load(
      `store: { urlFile: /run/url }\nsources: { w: { type: postgres, passwordFile: "\${DIR}/pw" } }\nnotifiers: { s: { type: slack, token: "\${T}" } }\nhttp: { token: plain }`,
      { env: { DIR: 'secrets', T: '0123' }, files: { '/run/url': 'postgres://u:p@h/d\n', 'etc/secrets/pw': ' a b\r\n' } },
    )
    expect(diagnostics).toEqual([])
    expect(config?.store.kind === 'postgres' && reveal(config.store.url)).toBe('postgres://u:p@h/d')
    expect(reveal((config?.sources.get('w')?.config as { password: Secret } | undefined)?.password)).toBe(' a b')
    expect(reveal((config?.notifiers.get('s')?.config as { token: Secret } | undefined)?.token)).toBe('0123')
    expect(reveal(config?.http.token)).toBe('plain')
  })

  test('that cannot be had are told at their place', async () => {
    const text =
      'http: { tokenFile: gone, host: 0.0.0.0 }\nsources:\n  w: { type: postgres, password: 1234 }\n  v: { type: postgres, password: x, passwordFile: y }\n  u: { type: duckdb, root: x, rootFile: y }'
    expect(await problems(text)).toEqual([
      expect.stringMatching(/:1:20 error unreadable-file the file named here cannot be read: ENOENT/),
      expect.stringMatching(/:3:34 error wrong-type expected text, found a number \(put it in quotes\)/),
      expect.stringMatching(/:4:51 error given-twice both password and passwordFile are given/),
      expect.stringMatching(/:5:31 error unknown-key unknown key "rootFile"/),
    ])
  })

  test.each(['store: { urlFile: gone }', 'store: { url: 5 }', `store: \${GONE}`, 'http: { token: 5 }'])(
    '%s is one problem, not two',
    async (text) => {
      expect(await problems(text)).toHaveLength(1)
    },
  )

  test('a misspelt secret file is recognized', async () => {
    expect(await problems('sources: { w: { type: postgres, paswordFile: x } }')).toEqual([
      expect.stringContaining('did you mean "passwordFile"?'),
    ])
  })

  test('are never printed, wherever they come from and whatever is wrong', async () => {
    const good = await load(
      `store: "postgres://u:${CANARY}@h/d"\nsources: { w: { type: postgres, passwordFile: pw } }\nnotifiers: { s: { type: slack, token: "\${T}" } }\nhttp: { token: ${CANARY} }`,
      { env: { T: CANARY }, files: { 'etc/pw': CANARY } },
    )
    expect(good.config).toBeDefined()
    for (const printed of [JSON.stringify(good), inspect(good, { depth: 20, showHidden: true }), `${good.config?.http.token}`])
      expect(printed).not.toContain('canary')
    for (const [key, value] of [...(good.config?.sources ?? []), ...(good.config?.notifiers ?? [])])
      expect(`${key} ${JSON.stringify(value)} ${inspect(value)}`).not.toContain('canary')

    const everywhere = await load(
      [
        `registry: [ "\${C}" ]`,
        `store: "\${C}"`,
        `sources: { w: { type: postgres, ssl: "\${C}", port: "\${C}", password: ["\${C}"] }, v: { type: "\${C}" } }`,
        `domains: { d: { timezone: "\${C}", defaults: { interval: "\${C}", severity: "\${C}", learn: "\${C}", openAfter: "\${C}" } } }`,
        `http: { host: "\${C}", publicUrl: "\${C}", tokenFile: "\${C}" }`,
      ].join('\n'),
      { env: { C: CANARY }, files: { 'etc/pw': CANARY } },
    )
    expect(everywhere.diagnostics.length).toBeGreaterThanOrEqual(12)
    for (const printed of [everywhere.diagnostics.map(formatDiagnostic).join('\n'), JSON.stringify(everywhere), inspect(everywhere)])
      expect(printed).not.toContain('canary')
  })
})

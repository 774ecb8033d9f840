/** The verbs of the storyline, and how they are carried out on the files that the daemon watches. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Instant, isoTime, MINUTE } from '../../core/calendar/time.ts'
import type { Mill, Table } from './mill.ts'

export interface Stage {
  /** A minute of the story as an SQL literal. */
  time(minute: number): string
  /** Rows that fit `where` arrive at `minute` only. */
  delay(table: Table, where: string, minute: number): Promise<void>
  change(domain: string, sql: string): Promise<void>
  damage(domain: string): Promise<void>
  repair(domain: string): void
  /** Changes the text of a contract, named as `domain/product`; the daemon has read it again afterwards. */
  editContract(name: string, edit: (text: string) => string): Promise<void>
}

export interface StageGiven {
  readonly mill: Mill
  /** The folder of the contracts. */
  readonly registry: string
  readonly start: Instant
  /** Has the daemon read its files again. */
  reload(): Promise<void>
}

export function createStage({ mill, registry, start, reload }: StageGiven): Stage {
  const time = (minute: number) => `TIMESTAMPTZ '${isoTime(start + minute * MINUTE)}'`
  return {
    time,
    delay(table, where, minute) {
      const [domain = ''] = table.split('.')
      return mill.change(domain, `UPDATE ${table} SET arrives_at = ${time(minute)} WHERE ${where}`)
    },
    change: (domain, sql) => mill.change(domain, sql),
    damage: (domain) => mill.damage(domain),
    repair: (domain) => mill.repair(domain),
    async editContract(name, edit) {
      const file = join(registry, `${name}.odcs.yaml`)
      const next = `${file}.tmp`
      await writeFile(next, edit(await readFile(file, 'utf8')))
      await rename(next, file)
      await reload()
    },
  }
}

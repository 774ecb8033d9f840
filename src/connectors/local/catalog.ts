/** Facts about datasets made of files. What was read of a file is kept for as long as its time and size stay. */
import { open } from 'node:fs/promises'
import type { Clock, Deadline } from '../../core/calendar/time.ts'
import { type DatasetFacts, type FieldFacts, type FileFormat, SourceFailure } from '../../core/connector.ts'
import type { DatasetRef } from '../../core/dataset.ts'
import { logicalTypeOf } from '../duckdb-types.ts'
import type { Folder } from './connection.ts'
import { newestDelivery, withoutReplaced } from './delivery.ts'
import { copyAsUtf8, NotUtf8 } from './encoding.ts'
import { fileFailure, isYoung, unlessYoung } from './failures.ts'
import { type DataFile, filesOf } from './files.ts'
import { ANY, type Guess, typeOf } from './guess.ts'
import { asWritten, fileList, isTyped, NO_ROWS, selfDescribed, type TextFile, textRelation } from './relation.ts'
import { readShape, type TextShape } from './text-shape.ts'

/** Characters read of one dataset to describe it; files beyond are described by their beginning. Newest files come first. */
const BUDGET = 64_000_000
const BEGINNING = 65_536
const KEPT_FILES = 20_000
const PARQUET_MAGIC = 'PAR1'

export type Catalog = (ref: DatasetRef, folder: Folder, until: Deadline) => Promise<DatasetFacts>

export function createCatalog(clock: Clock): Catalog {
  const known = new Map<string, Promise<TextFile>>()
  return async (ref, folder, until) => {
    let files: readonly DataFile[] = []
    try {
      files = withoutReplaced(await filesOf(ref, folder.root))
      const delivery = ref.partition === 'file' ? newestDelivery(files) : undefined
      if (delivery !== undefined) files = delivery.files
      const described =
        files[0]?.kind === 'text' ? await textFacts(files, ref, folder, until) : await selfDescribedFacts(files, folder, until)
      return {
        state: 'present',
        ...described,
        changedAt: Math.max(...files.map(({ changedAt }) => changedAt)),
        ...(delivery === undefined ? {} : { partition: { name: delivery.name, at: delivery.at } }),
      }
    } catch (error) {
      if (until.signal.aborted) return { state: 'timeout', detail: 'the files were not read in time', relation: '', fields: [] }
      const { code, message } = unlessYoung(fileFailure(error), files.at(-1)?.changedAt, clock.now())
      return { state: code, detail: message, relation: '', fields: [] }
    }
  }

  async function textFacts(files: readonly DataFile[], ref: DatasetRef, { engine }: Folder, until: Deadline) {
    const read: TextFile[] = []
    let budget = BUDGET
    for (const file of files.toReversed()) {
      read.push(await textFileOf(file, ref.delimiter, engine.scratch, Math.max(budget, BEGINNING), until))
      budget -= file.size
    }
    const guesses = guessesOf(read)
    if (read[0]?.shape.unfinished && isYoung(read[0].file.changedAt, clock.now())) {
      throw new SourceFailure('locked', `still being written: the last row of ${read[0].file.name} is cut short`)
    }
    return {
      relation: textRelation(read, guesses),
      fields: textFields(read, guesses),
      rows: { value: sum(read, ({ rows }) => rows), exact: read.every(({ shape }) => shape.whole) },
      format: formatOf(read),
    }
  }

  function textFileOf(file: DataFile, stated: string | undefined, scratch: string, budget: number, until: Deadline): Promise<TextFile> {
    const key = JSON.stringify([file.path, file.changedAt, file.size, stated])
    const kept = known.get(key)
    if (kept !== undefined) return kept
    const reading = readTextFile(file, stated, scratch, budget, until)
    known.set(key, reading)
    reading.catch(() => known.delete(key))
    const [oldest] = known.keys()
    if (known.size > KEPT_FILES && oldest !== undefined) known.delete(oldest)
    return reading
  }

  async function selfDescribedFacts(files: readonly DataFile[], { engine }: Folder, until: Deadline) {
    const isParquet = files[0]?.kind === 'parquet'
    if (isParquet) for (const file of files) await mustHaveFooter(file)
    const filled = files.filter(({ size }) => size > 0)
    if (filled.length === 0) return { relation: NO_ROWS, fields: [] }
    const relation = selfDescribed(filled)
    const columns = await engine.run(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${relation})`, until)
    const required = isParquet ? await requiredFields(filled) : new Set()
    const fields = columns.map(({ name, type }): FieldFacts => {
      return { name: String(name), type: String(type), logicalType: logicalTypeOf(String(type)), nullable: !required.has(name) }
    })
    if (!isParquet) return { relation, fields }
    const [counted] = await engine.run(
      `SELECT sum(num_rows) AS "rows" FROM parquet_file_metadata(${fileList(filled.map(({ path }) => path))})`,
      until,
    )
    return { relation, fields, rows: { value: Number(counted?.rows), exact: true } }

    /** Nested fields are listed beside the others; a name that is optional anywhere counts as optional. */
    async function requiredFields(of: readonly DataFile[]): Promise<ReadonlySet<unknown>> {
      const sql = `SELECT name FROM parquet_schema(${fileList(of.map(({ path }) => path))}) GROUP BY name HAVING bool_and(repetition_type = 'REQUIRED')`
      return new Set((await engine.run(sql, until)).map(({ name }) => name))
    }
  }

  async function mustHaveFooter(file: DataFile): Promise<void> {
    const handle = await open(file.path)
    try {
      const { buffer } = await handle.read({
        buffer: Buffer.alloc(PARQUET_MAGIC.length),
        position: Math.max(0, file.size - PARQUET_MAGIC.length),
      })
      if (buffer.toString('latin1') !== PARQUET_MAGIC) {
        throw new SourceFailure('unreadable', `${file.name} has no Parquet footer: damaged or cut short`)
      }
    } finally {
      await handle.close()
    }
  }
}

async function readTextFile(
  file: DataFile,
  stated: string | undefined,
  scratch: string,
  budget: number,
  until: Deadline,
): Promise<TextFile> {
  try {
    return { file, readFrom: file.path, shape: await readShape(file.path, stated, budget, until) }
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error
    const copy = await copyAsUtf8(file.path, scratch, until)
    return { file, readFrom: copy, shape: await readShape(copy, stated, budget, until) }
  }
}

/** Newest file first: its columns lead, those that only older files have follow. */
function textFields(files: readonly TextFile[], guesses: ReadonlyMap<string, Guess>): readonly FieldFacts[] {
  const names = new Map(files.flatMap(({ shape }) => shape.columns.map(({ name }) => [name.toLowerCase(), name] as const)).toReversed())
  const order = new Set(files.flatMap(({ shape }) => shape.columns.map(({ name }) => name.toLowerCase())))
  return [...order].map((key) => {
    const name = names.get(key) ?? key
    const type = typeOf(guesses.get(key) ?? 0)
    return { name, type, logicalType: logicalTypeOf(type), nullable: true, ...(isTyped(type) ? { asWritten: asWritten(name) } : {}) }
  })
}

function guessesOf(files: readonly TextFile[]): ReadonlyMap<string, Guess> {
  const guesses = new Map<string, Guess>()
  for (const { name, guess } of files.flatMap(({ shape }) => shape.columns)) {
    guesses.set(name.toLowerCase(), (guesses.get(name.toLowerCase()) ?? ANY) & guess)
  }
  return guesses
}

function formatOf(files: readonly TextFile[]): FileFormat {
  const newest = files.find(({ shape }) => shape.columns.length > 0)?.shape
  return {
    ...(newest?.delimiter === undefined ? {} : { delimiter: newest.delimiter }),
    ...(newest === undefined ? {} : { header: newest.header }),
    raggedRows: sum(files, ({ raggedRows }) => raggedRows),
  }
}

function sum(files: readonly TextFile[], of: (shape: TextShape) => number): number {
  return files.reduce((total, { shape }) => total + of(shape), 0)
}

/**
 * Contracts are read here where they are few, and in threads of their own where they are many: reading one costs about a
 * millisecond of computing, most of it for a syntax tree that knows every position.
 */
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ContractReader, ContractReading, OpenContractReader } from './contract-file.ts'
import { readContractFile } from './read-contract-file.ts'
import type { FoundFile } from './walk.ts'

/** Below this the threads would take longer to start than they save. */
const MANY = 500
/** Enough for a thread never to wait for its next file. */
const PER_THREAD = 8
/** The same file with the ending of this one: the sources run as they are, and built. */
const WORKER = new URL(`./reading-worker${extname(import.meta.url)}`, import.meta.url)

export interface ReadingTask {
  readonly id: number
  readonly text: string
  readonly file: FoundFile
}

export interface ReadingAnswer {
  readonly id: number
  readonly reading: ContractReading
}

export const openContractReader: OpenContractReader = (count, context) => {
  if (count >= MANY) return openThreads(Math.max(1, Math.min(4, availableParallelism())), context)
  return { atOnce: 2, read: (text, file) => readContractFile(text, file, context), close: async () => {} }
}

function openThreads(size: number, context: unknown): ContractReader {
  const threads = Array.from({ length: size }, () => openThread(context))
  let turn = 0
  return {
    atOnce: size * PER_THREAD,
    read: (text, file) => (threads[turn++ % size] as Thread).read(text, file),
    close: async () => void (await Promise.all(threads.map((thread) => thread.close()))),
  }
}

type Thread = ReturnType<typeof openThread>

function openThread(context: unknown) {
  const worker = new Worker(WORKER, { workerData: context })
  const waiting = new Map<number, { readonly done: (reading: ContractReading) => void; readonly failed: (error: Error) => void }>()
  let last = 0
  let broken: Error | undefined
  worker.on('message', ({ id, reading }: ReadingAnswer) => {
    waiting.get(id)?.done(reading)
    waiting.delete(id)
  })
  worker.on('error', (error) => {
    broken = error instanceof Error ? error : new Error(String(error))
    for (const { failed } of waiting.values()) failed(broken)
    waiting.clear()
  })
  return {
    read: (text: string, file: FoundFile): Promise<ContractReading> =>
      new Promise((done, failed) => {
        if (broken) return failed(broken)
        const id = ++last
        waiting.set(id, { done, failed })
        const task: ReadingTask = { id, text, file }
        worker.postMessage(task)
      }),
    close: () => worker.terminate(),
  }
}

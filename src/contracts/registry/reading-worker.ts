/** A thread that reads contracts; see open-contract-reader.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { RegistryContext } from './contract-file.ts'
import type { ReadingAnswer, ReadingTask } from './open-contract-reader.ts'
import { readContractFile } from './read-contract-file.ts'

// The YAML reader looks into process.env once a token, and a plain object answers faster than the system does.
process.env = { ...process.env }

const context = workerData as RegistryContext

parentPort?.on('message', ({ id, text, file }: ReadingTask) => {
  const answer: ReadingAnswer = { id, reading: readContractFile(text, file, context) }
  parentPort?.postMessage(answer)
})

/**
 * Run as a process of its own with module paths as arguments: loads each and prints, as JSON, what loading it did that could be noticed.
 * A module that does something by being imported cannot be tested, nor be loaded for its types and constants alone.
 */
import { pathToFileURL } from 'node:url'

const faults: string[] = []
let loading = ''
const watch = (stream: NodeJS.WriteStream, name: string): void => {
  stream.write = () => {
    faults.push(`${loading}: wrote to ${name}`)
    return true
  }
}
const print = process.stdout.write.bind(process.stdout)
watch(process.stdout, 'stdout')
watch(process.stderr, 'stderr')

const state = () => ({
  environment: JSON.stringify(process.env),
  'working folder': process.cwd(),
  'exit status': process.exitCode,
  'signal listeners': process.listenerCount('SIGTERM') + process.listenerCount('SIGINT'),
  'error listeners': process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection'),
  timers: process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout' || resource === 'TCPServerWrap').length,
})

for (const path of process.argv.slice(2)) {
  loading = path
  const before = state()
  try {
    await import(pathToFileURL(path).href)
  } catch (error) {
    faults.push(`${path}: ${error instanceof Error ? error.message : error}`)
  }
  const after = state()
  for (const [what, value] of Object.entries(after)) {
    if (value !== before[what as keyof typeof before]) faults.push(`${path}: changed the ${what}`)
  }
}
print(JSON.stringify(faults))
process.exit(0)

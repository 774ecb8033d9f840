/** `npm run bench -- <name> [arguments]` runs bench/<name>.ts and prints what it measured as JSON. */
import { readdirSync } from 'node:fs'
import { didYouMean } from '../src/contracts/document/closest.ts'

interface Bench {
  run(args: readonly string[]): Promise<unknown>
}

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length))
const [name = '', ...args] = process.argv.slice(2)

if (names.includes(name)) {
  const bench: Bench = await import(`./${name}.ts`)
  console.log(JSON.stringify(await bench.run(args), undefined, 2))
} else {
  console.error(`npm run bench -- <name>, where the name is one of ${names.join(', ')}`)
  const hint = didYouMean(name, names)
  if (hint !== undefined) console.error(hint)
  process.exitCode = 2
}

/** Said before anything is imported that an old Node could not even parse. */
const WANTED = [24, 15] as const

/** Ends the process with a readable message where Node is too old. */
export function assertNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])) return
  console.error(`NODE_TOO_OLD: meshwatch needs Node ${WANTED.join('.')} or newer, and this is ${version}.`)
  console.error('Run it with npm (npm run meshwatch -- --help), which brings its own Node on Linux, or install a newer one.')
  process.exit(2)
}

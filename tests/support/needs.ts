/**
 * What a suite needs from the machine and may not find there.
 * On a developer's machine the suite is then left out, with a line that says so; in CI nothing may be left out, so it fails.
 */
export function lacks(what: string, present: boolean, remedy: string): boolean {
  if (present) return false
  const message = `${what} is not here: ${remedy}`
  if (process.env.CI === 'true') throw new Error(message)
  process.stdout.write(`left out: ${message}\n`)
  return true
}

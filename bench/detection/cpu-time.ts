/** Milliseconds of CPU that this thread has used: what others do on the machine meanwhile does not count. */
export function cpuMillis(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

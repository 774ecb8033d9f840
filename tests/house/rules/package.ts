/** What `package.json` promises: exact versions, so that everyone runs what was tested. */

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export function loosePins({ dependencies, devDependencies, optionalDependencies }: Manifest): readonly string[] {
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?|file:[\w./-]+)$/.test(version))
    .map(([name, version]) => `${name}@${version}`)
}

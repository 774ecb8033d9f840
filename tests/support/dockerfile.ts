/** Reads a Dockerfile, and does what its COPY and RUN lines say in plain folders: there is no Docker engine where the tests run. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, statSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'

export interface Instruction {
  readonly word: string
  readonly rest: string
}

export interface Stage {
  /** Its name after AS, or its number. */
  readonly name: string
  readonly from: string
  readonly steps: readonly Instruction[]
}

export function stagesOf(dockerfile: string): readonly Stage[] {
  const lines = dockerfile.replace(/\\\n/g, ' ').split('\n')
  const instructions = lines
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => ({ word: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }))
  const stages: (Stage & { steps: Instruction[] })[] = []
  for (const instruction of instructions) {
    if (instruction.word === 'FROM') {
      const [from = '', , name = String(stages.length)] = instruction.rest.split(/\s+/)
      stages.push({ name, from, steps: [] })
    } else {
      stages.at(-1)?.steps.push(instruction)
    }
  }
  return stages
}

/** Builds a stage below `world/<name>`, which stands for the root folder of the image. Runs only the commands that `runs` says yes to. */
export function buildStage(stage: Stage, context: string, world: string, runs: (command: string) => boolean): string {
  const root = join(world, stage.name)
  let folder = root
  for (const { word, rest } of stage.steps) {
    if (word === 'WORKDIR') folder = join(root, rest)
    mkdirSync(folder, { recursive: true })
    if (word === 'COPY') copy(rest, context, world, folder)
    if (word === 'RUN' && runs(rest)) run(rest, folder)
  }
  return root
}

function run(command: string, folder: string): void {
  const done = spawnSync('/bin/sh', ['-c', command], { cwd: folder, env: cleanEnvironment(), encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`RUN ${command} ended with ${done.status}:\n${done.stdout}${done.stderr}`)
}

function copy(rest: string, context: string, world: string, folder: string): void {
  const [, stage, list = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? []
  const sources = list.split(' ')
  const target = join(folder, sources.pop() ?? '')
  for (const source of sources) {
    const path = join(stage === undefined ? context : join(world, stage), source)
    const intoFolder = sources.length > 1 || (rest.endsWith('/') && !statSync(path).isDirectory())
    const destination = intoFolder ? join(target, basename(source)) : target
    mkdirSync(dirname(destination), { recursive: true })
    cpSync(path, destination, { recursive: true, verbatimSymlinks: true })
  }
}

/** What a fresh container has: this Node and the system's programs, none of the variables that npm sets for its scripts. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
  return { HOME: process.env.HOME, PATH: path, npm_config_prefer_offline: 'true', npm_config_update_notifier: 'false' }
}

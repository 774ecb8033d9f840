/** The command line: names, options and help. What the commands do is in files of their own. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '../../core/calendar/duration.ts'
import { isZone } from '../../core/calendar/wall-time.ts'
import { ERRORS, MeshError } from '../../core/errors.ts'
import { checkCommand, incidentsCommand, validateCommand } from './commands.ts'
import { DETECT_KINDS, detectCommand } from './detect/detect.ts'
import { importCommand } from './import.ts'
import { initCommand } from './init.ts'
import { EXIT, type Shell } from './shell.ts'

/** Runs one command and answers its exit code. */
export async function runProgram(argv: readonly string[], version: string, shell: Shell): Promise<number> {
  let exit: number = EXIT.fine
  const program = createProgram(version, shell, (code) => {
    exit = code
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage
    const known = error instanceof MeshError ? error : faultOf(error)
    shell.err(`${shell.paint.bad(`${known.code}: ${known.message}`)}\n${known.hint ? `${known.hint}\n` : ''}`)
    return ERRORS[known.code].exit
  }
}

function faultOf(error: unknown): MeshError {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new MeshError('INTERNAL', said, 'This is a fault of meshwatch, please report it.', { cause: error })
}

function createProgram(version: string, shell: Shell, done: (exit: number) => void): Command {
  const program = new Command('meshwatch')
    .description('Watches the data products of a data mesh: freshness, volume, schema drift and distribution anomalies.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => shell.out(text.trimEnd()), writeErr: (text) => shell.err(text) })
    .showHelpAfterError('Add --help to see what can be said here.')
    .addHelpText('after', EXAMPLES)
  const config = () => new Option('-c, --config <file>', 'the configuration').default('meshwatch.yaml')
  const format = (...names: readonly string[]) =>
    new Option('-f, --format <form>', 'how the answer is written').choices([...names]).default(names[0])

  program
    .command('validate')
    .description('Read the configuration and all contracts; list errors, warnings, and gaps: promises that nothing monitors.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .addHelpText('after', examples('validate', 'validate --config prod.yaml --format json'))
    .action(async (options) => done(await validateCommand(shell, options)))

  program
    .command('check')
    .argument('[selector]', 'domain, product, dataset, check or kind; * stands for any text, commas separate several')
    .description('Probe once, judge, record, and answer. Messages are the daemon’s work: one that runs on the same store sends them.')
    .addOption(config())
    .addOption(format('text', 'json', 'junit'))
    .option('--at <time>', 'judge as if it were this time (ISO 8601), for replays')
    .option('--all', 'list the checks that passed as well')
    .addHelpText(
      'after',
      examples(
        'check',
        'check shop.orders',
        "check 'shop.*,freshness' --all",
        'check --at 2026-11-20T07:00:00Z',
        'check --format junit > report.xml',
      ),
    )
    .addHelpText('after', EXIT_CODES)
    .action(async (selector, options) => done(await checkCommand(shell, selector, options)))

  program
    .command('incidents')
    .argument('[selector]', 'as in check')
    .description('List incidents, newest first, the ended ones included.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .addOption(new Option('--status <status>', 'only these').choices(['pending', 'open', 'acknowledged', 'resolved']))
    .addHelpText('after', examples('incidents', 'incidents --status open', 'incidents shop.orders --format json'))
    .action(async (selector, options) => done(await incidentsCommand(shell, selector, options)))

  program
    .command('run')
    .description('Run the daemon: watch, tell, serve metrics and the API, until it is stopped.')
    .addOption(config())
    .addHelpText('after', examples('run', 'run --config prod.yaml'))
    .addHelpText('after', SIGNALS)
    .action(async (options) => shell.run(options.config))

  program
    .command('import')
    .argument('<file>', 'a simple contract JSON, or a Data Contract Specification 1.x file')
    .description('Turn another contract format into ODCS and print it; what had to be assumed is said on the side.')
    .option('-d, --domain <domain>', 'the owning domain, where the file does not say')
    .option('-o, --out <file>', 'write it to this new file instead of printing it')
    .addHelpText('after', examples('import contract.json --domain shop', 'import datacontract.yaml --out monitors/shop/orders.odcs.yaml'))
    .action(async (file, options) => done(await importCommand(shell, file, options)))

  program
    .command('init')
    .description('Draft a contract for each table of a live source.')
    .requiredOption('--from <source>', 'a configured source to read')
    .option('-d, --domain <domain>', 'the domain that will own the products', 'mydomain')
    .option('-o, --out <folder>', 'write one file per table into this registry instead of printing them; files that are there stay')
    .addOption(config())
    .addHelpText('after', examples('init --from warehouse', 'init --from warehouse --domain shop --out monitors'))
    .action(async (options) => done(await initCommand(shell, options)))

  program
    .command('detect')
    .argument('<files...>', 'CSV with timestamp,value on each line; a header may come first')
    .description('Judge your own numbers, each by what was before it, and print a JSON line for each.')
    .addOption(
      new Option('--kind <kind>', 'what is measured; left out, whole numbers from 0 on are a count and others a gauge').choices(
        DETECT_KINDS,
      ),
    )
    .addOption(new Option('--step <duration>', 'usual time between two values; left out, it is learned').argParser(lengthOf))
    .addOption(new Option('--timezone <zone>', 'in which days and hours are counted').argParser(zoneOf).default('UTC'))
    .addOption(new Option('--alarm <score>', 'score from which a value is an anomaly').argParser(scoreOf).default(2.9))
    .addHelpText('after', examples('detect --kind lag lag.csv', 'detect --timezone Europe/Rome orders-per-hour.csv > judged.jsonl'))
    .action(async (files, options) => done(await detectCommand(shell, files, options)))

  program
    .command('demo')
    .description('Run the example mesh Packly, with a local stand-in for Slack.')
    .addOption(format('text', 'json'))
    .addOption(new Option('--for <duration>', 'end by itself after this time').argParser(lengthOf))
    .addHelpText('after', examples('demo', 'demo --for 45s --format json'))
    .action(async (options) => {
      const answer = await shell.demo({ quiet: options.format === 'json', ...(options.for === undefined ? {} : { length: options.for }) })
      if (options.format === 'json') shell.out(JSON.stringify(answer, null, 2))
    })
  return program
}

function lengthOf(text: string): number {
  const length = parseDuration(text)
  if (length === undefined) throw new InvalidArgumentError('Write a duration such as 45s or 2m.')
  return length
}

function zoneOf(text: string): string {
  if (!isZone(text)) throw new InvalidArgumentError('Write an IANA time zone such as Europe/Rome.')
  return text
}

function scoreOf(text: string): number {
  const score = Number(text)
  if (!(score > 0)) throw new InvalidArgumentError('Write a number above 0, such as 2.9 for about 1 usual value in 800.')
  return score
}

function examples(...lines: readonly string[]): string {
  return ['', 'Examples:', ...lines.map((line) => `  meshwatch ${line}`)].join('\n')
}

const EXIT_CODES = `
Exit codes: 0 fine, 1 something failed, 2 bad usage or configuration, 3 something could not be measured.`

const SIGNALS = `
SIGTERM and SIGINT end it, SIGHUP reads configuration and contracts again. Its log is JSON lines on standard error;
MESHWATCH_LOG=debug says more.`

const EXAMPLES = `
Examples:
  meshwatch init --from warehouse --domain shop --out monitors   draft contracts from what is there
  meshwatch validate                                             see what would be watched, and what not
  meshwatch check shop.orders                                    judge one product now
  meshwatch check --format junit > report.xml                    in CI
  meshwatch run                                                  watch for good

How to begin is in docs/guides/getting-started.md, the commands are in docs/reference/cli.md, the configuration is in
docs/reference/configuration.md.`

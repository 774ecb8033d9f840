/** The command line: names, options and help. What the commands do is in files of their own. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { INCIDENT_TYPES } from '../../contracts/routing/route-words.ts'
import { parseDuration } from '../../core/calendar/duration.ts'
import { isZone } from '../../core/calendar/wall-time.ts'
import { ERRORS, MeshError } from '../../core/errors.ts'
import { STATUSES } from '../../core/incident/incident.ts'
import { WINDOW_KINDS } from '../../core/quiet/quiet-time.ts'
import { SEVERITIES } from '../../core/routing/routes.ts'
import { backtestCommand, USUAL_CONFIG } from './backtest/backtest.ts'
import { budgetCommand } from './budget.ts'
import { checkCommand, incidentsCommand, validateCommand } from './commands.ts'
import { DETECT_KINDS, detectCommand } from './detect/detect.ts'
import { importCommand } from './import.ts'
import { INCIDENT_WORDS, incidentCommand } from './incident.ts'
import { initCommand } from './init.ts'
import { OUTBOX_WORDS, outboxCommand } from './outbox.ts'
import { planCommand } from './plan.ts'
import { QUIET_WORDS, silencesCommand, windowsCommand } from './quiet.ts'
import { LIST_WORDS, lineageCommand, routesCommand, subscriptionsCommand } from './routing.ts'
import { EXIT, type Shell } from './shell.ts'
import { TEACH_WORDS, teachCommand, whyCommand } from './why.ts'

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
  const config = (what = 'the configuration') => new Option('-c, --config <file>', what).default(USUAL_CONFIG)
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
    .command('plan')
    .argument('[selector]', 'as in check')
    .description('Say what watching costs the sources: statements and rows of the first look and of a day. Reads catalogs only.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .addHelpText('after', examples('plan', 'plan shop.orders --format json'))
    .action(async (selector, options) => done(await planCommand(shell, selector, options)))

  program
    .command('incidents')
    .argument('[selector]', 'as in check')
    .description('List incidents, newest first, the ended ones included.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .addOption(new Option('--status <status>', 'only these').choices([...STATUSES]))
    .addHelpText('after', examples('incidents', 'incidents --status open', 'incidents shop.orders --format json'))
    .action(async (selector, options) => done(await incidentsCommand(shell, selector, options)))

  program
    .command('incident')
    .addArgument(
      new Argument('<verb>', 'show its life; acknowledge: I take care of it; snooze or mute: tell only its end').choices(INCIDENT_WORDS),
    )
    .argument('<id>', 'id of an incident, or how it begins')
    .description('Show who did what about an incident, when and why; take it, give it back, or put it aside.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .option('--for <duration>', 'how long it is snoozed, at most 7d (4h)')
    .option('--by <name>', 'who does it; left out, the user of this computer')
    .option('--note <text>', 'why, for those who ask later')
    .addHelpText(
      'after',
      examples('incident show 3f2a', "incident acknowledge 3f2a --note 'loading again'", 'incident snooze 3f2a --for 1d'),
    )
    .action(async (verb, id, options) => done(await incidentCommand(shell, verb, id, options)))

  program
    .command('windows')
    .addArgument(new Argument('<verb>', 'list; add: announce one; end: it is over from now on').choices(QUIET_WORDS))
    .argument('[what]', 'to add, a selector of what it is for (all); to end, its id')
    .description('Announce times in which nobody is alarmed, nothing is learned and nothing is promised; list and end them.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .option('--all', 'list those that are over as well')
    .option('--name <text>', 'what people call it')
    .addOption(new Option('--kind <kind>', 'what it is').choices(WINDOW_KINDS).default('maintenance'))
    .option('--from <time>', 'when it begins (ISO 8601); left out, now')
    .option('--to <time>', 'when it ends, or how long it lasts, such as 2h')
    .option('--hours <hours>', 'instead of from and to: such as "Sun 02:00-04:00 Europe/Berlin"')
    .option('--by <name>', 'who says so; left out, the user of this computer')
    .addHelpText(
      'after',
      examples(
        "windows add 'shop.*' --name 'new warehouse' --to 4h",
        "windows add finance --name 'nightly load' --kind backfill --hours '02:00-04:00 Europe/Berlin'",
        'windows list',
        'windows end 3f2a91bc',
      ),
    )
    .action(async (verb, what, options) => done(await windowsCommand(shell, verb, what, options)))

  program
    .command('silences')
    .addArgument(new Argument('<verb>', 'list; add: nobody is told of what is known; end: it is over from now on').choices(QUIET_WORDS))
    .argument('[what]', 'to add, a selector of what is meant; to end, its id')
    .description('Keep people from being told of what is known already, for a time and with a reason; list and end that.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .option('--all', 'list those that are over as well')
    .option('--reason <text>', 'why')
    .option('--from <time>', 'when it begins (ISO 8601); left out, now')
    .option('--to <time>', 'when it ends, or how long it lasts, such as 2d; at most 30 days')
    .option('--by <name>', 'who says so; left out, the user of this computer')
    .addHelpText(
      'after',
      examples("silences add shop.orders --to 2d --reason 'known, mended on Monday'", 'silences list', 'silences end 3f2a91bc'),
    )
    .action(async (verb, what, options) => done(await silencesCommand(shell, verb, what, options)))

  program
    .command('routes')
    .addArgument(new Argument('<verb>', 'test: say where an incident would be told').choices(['test']))
    .argument('<check>', 'id of a check, or how it ends')
    .description('Say where an incident of a check would be told, and why: routes in their order, channels, escalation, who is affected.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .addOption(new Option('--severity <severity>', 'as if it had this one').choices(SEVERITIES))
    .addOption(new Option('--type <type>', 'as if it was of this kind of trouble').choices(INCIDENT_TYPES))
    .option('--at <time>', 'as if it opened then (ISO 8601)')
    .addHelpText('after', examples('routes test orders/freshness', 'routes test orders/volume --severity critical --at 2026-11-28T03:00'))
    .action(async (_verb, check, options) => done(await routesCommand(shell, check, options)))

  program
    .command('lineage')
    .addArgument(new Argument('<verb>', 'list; add: one product is made from another; remove what was added').choices(LIST_WORDS))
    .argument('[products...]', 'the product that is used, then the one that is made from it')
    .description('Say which product is made from which, beyond what contracts say.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .option('--by <name>', 'who says so; left out, the user of this computer')
    .addHelpText('after', examples('lineage list', 'lineage add storefront.payments finance.revenue_daily'))
    .action(async (verb, products, options) => done(await lineageCommand(shell, verb, products, options)))

  program
    .command('subscriptions')
    .addArgument(new Argument('<verb>', 'list, add or remove').choices(LIST_WORDS))
    .argument('[name]', 'what it is called')
    .description('Subscribe to products: to hear when they are affected, and when that is over.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .option('--products <selector>', 'products, * for any text, several with commas')
    .option('--to <place>', 'a channel such as #board, or the name of a notifier')
    .addOption(new Option('--severity <severity>', 'least severity').choices(SEVERITIES).default('medium'))
    .option('--by <name>', 'who says so; left out, the user of this computer')
    .addHelpText('after', examples("subscriptions add board --products 'finance.*' --to '#ceo-board'", 'subscriptions remove board'))
    .action(async (verb, name, options) => done(await subscriptionsCommand(shell, verb, name, options)))

  program
    .command('outbox')
    .addArgument(new Argument('<verb>', 'list, show one, replay: try it again at once, drop: do not send it').choices(OUTBOX_WORDS))
    .argument('[id]', 'id of a notice')
    .description('See what waits to be told and what was given up; try it again, or drop it.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .addOption(new Option('--state <state>', 'list only these').choices(['waiting', 'dead']))
    .option('--receiver <name>', 'only those for this notifier')
    .option('--all-dead', 'replay all that were given up')
    .option('--by <name>', 'who does it; left out, the user of this computer')
    .addHelpText('after', examples('outbox list', 'outbox list --state dead', 'outbox replay --all-dead --receiver slack'))
    .action(async (verb, id, options) => done(await outboxCommand(shell, verb, id, options)))

  program
    .command('budget')
    .description(
      'Say how many messages about new incidents each channel got in seven days, what they were about, and what waits for a digest.',
    )
    .addOption(config())
    .addOption(format('text', 'json'))
    .addHelpText('after', examples('budget', 'budget --format json'))
    .action(async (options) => done(await budgetCommand(shell, options)))

  program
    .command('why')
    .argument('<check>', 'id of a check, or how it ends')
    .description('Say why a check judged as it did: what was seen and expected, what it learned from and what not, what was taught.')
    .addOption(config())
    .addOption(format('text', 'json', 'svg'))
    .option('--at <time>', 'explain this moment (ISO 8601) instead of the last judgement')
    .option('--series <name>', 'show this series, or this segment, where a check has several')
    .option('-o, --out <file>', 'write it to this new file; one that ends with .svg gets the chart')
    .addHelpText(
      'after',
      examples('why orders/volume', 'why shop.orders/orders/volume --at 2026-11-20', 'why orders/volume --out orders.svg'),
    )
    .action(async (check, options) => done(await whyCommand(shell, check, options)))

  program
    .command('teach')
    .addArgument(
      new Argument('<verb>', 'expected: this was fine; new-normal: learn from here on; anomaly: never learn this; list').choices(
        TEACH_WORDS,
      ),
    )
    .argument('[check]', 'id of a learned check, or how it ends')
    .description('Tell a learned check what to think of a moment, take it back, or list what was said. It is then judged again.')
    .addOption(config())
    .addOption(format('text', 'json'))
    .option('--at <time>', 'the delivery, period or look that holds this moment (ISO 8601); left out, the last judged one')
    .option('--from <time>', 'a span instead of a moment')
    .option('--to <time>', 'its end, which is not part of it; left out, the last judgement')
    .option('--by <name>', 'who says so; left out, the user of this computer')
    .option('--note <text>', 'why, for those who ask later')
    .option('--undo', 'take back what was taught last with this verb, or what it said of --at')
    .addHelpText(
      'after',
      examples(
        "teach expected orders/volume --note 'stocktaking'",
        'teach new-normal orders/volume --at 2026-11-16',
        'teach anomaly orders/volume --from 2026-11-02 --to 2026-11-05',
        'teach anomaly orders/volume --undo',
        'teach list',
      ),
    )
    .action(async (verb, check, options) => done(await teachCommand(shell, verb, check, options)))

  program
    .command('backtest')
    .argument('[selector]', 'as in check')
    .description('Play the stored history of learned checks through the detector: what would have alerted, and how many a week.')
    .addOption(config('the configuration to play; where it is not the usual one, the two are compared'))
    .addOption(format('text', 'json'))
    .option(
      '--against <file>',
      `the configuration to compare with, whose store holds the history; left out, ${USUAL_CONFIG} where it is there`,
    )
    .addOption(new Option('--days <days>', 'how far back alerts are counted').argParser(daysOf).default(90))
    .addOption(new Option('--max-alerts-per-week <alerts>', 'more than this fails').argParser(rateOf))
    .addHelpText(
      'after',
      examples(
        "backtest 'shop.*'",
        "backtest 'shop.*' --days 30 --config strict.yaml",
        'backtest --against before.yaml --max-alerts-per-week 5',
      ),
    )
    .addHelpText('after', BACKTEST_EXIT_CODES)
    .action(async (selector, options) => done(await backtestCommand(shell, selector, options)))

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

function daysOf(text: string): number {
  const days = Number(text)
  if (!(days > 0)) throw new InvalidArgumentError('Write a number above 0, such as 90.')
  return days
}

function rateOf(text: string): number {
  const rate = Number(text)
  if (text.trim() === '' || !(rate >= 0)) throw new InvalidArgumentError('Write a number from 0 on, such as 5 or 0.5.')
  return rate
}

function examples(...lines: readonly string[]): string {
  return ['', 'Examples:', ...lines.map((line) => `  meshwatch ${line}`)].join('\n')
}

const EXIT_CODES = `
Exit codes: 0 fine, 1 something failed, 2 bad usage or configuration, 3 something could not be measured.`

const BACKTEST_EXIT_CODES = `
Nothing is written and nobody is told. Where the store holds no history of a check, its source is asked for it, by the time field.
Exit codes: 0 fine, 1 more alerts than allowed, 2 bad usage or configuration, 3 nothing could be played, or it was interrupted.`

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

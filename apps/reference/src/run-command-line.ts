import { parseArgs } from 'node:util'
import { TowerkitError, writeExactJson } from '@towerkit/core'
import { UsageError, type Command, type CommandOption } from './commands/command.ts'
import { commands, type NamedCommand } from './commands/index.ts'
import { createProgress } from './progress.ts'
import { openWorkspace } from './workspace.ts'

const commonOptions: Readonly<Record<string, CommandOption>> = {
  folder: { type: 'string', value: '<folder>', help: 'where everything is kept' },
  json: { type: 'boolean', help: 'give the result as JSON' },
  help: { type: 'boolean', help: 'this text' },
}
const defaultFolder = '.towerkit'
/** Time in which a command that is told to stop ends. */
const longestStopMs = 8000
const exitCodes = { done: 0, failed: 1, usage: 2, stopped: 130 }

/**
 * Runs `towerkit <command> ...`. Results go to standard output, progress and errors to standard error.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 stopped by SIGINT or SIGTERM.
 */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  const isTwoWords = Object.hasOwn(commands, words.slice(0, 2).join(' '))
  const name = isTwoWords ? words.slice(0, 2).join(' ') : words[0]
  const rest = words.slice(isTwoWords ? 2 : 1)
  const named = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (named === undefined) {
    if (name === '--help') return print(process.stdout, overview(), exitCodes.done)
    return print(
      process.stderr,
      `${name === undefined ? '' : `There is no command "${name}".\n\n`}${overview()}`,
      exitCodes.usage,
    )
  }
  const command = await named.load()
  const help = usage(name!, named, command)
  try {
    return await runCommand(command, help, rest)
  } catch (error) {
    if (error instanceof UsageError || isParseError(error))
      return print(process.stderr, `${(error as Error).message}\n\n${help}`, exitCodes.usage)
    if (TowerkitError.is(error, 'aborted'))
      return print(
        process.stderr,
        `${lineEnd()}Stopped. What was finished is kept: run it again to go on.\n`,
        exitCodes.stopped,
      )
    if (!TowerkitError.is(error)) throw error
    return print(process.stderr, `${lineEnd()}${error.message}\n`, exitCodes.failed)
  }
}

async function runCommand(command: Command, text: string, words: readonly string[]): Promise<number> {
  const {
    values: { folder = command.folder ?? defaultFolder, json, help, ...options },
    positionals,
  } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: typesOf({ ...command.options, ...commonOptions }),
  })
  if (help) return print(process.stdout, text, exitCodes.done)
  const [least, most] = command.parameterCount
  if (positionals.length < least || positionals.length > most)
    throw new UsageError(`It takes ${command.parameters || 'no parameters'}; it got ${positionals.length}.`)
  const stop = new AbortController()
  // The first signal lets the work stop where it can go on later, the second ends the process.
  const onSignal = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) process.exit(exitCodes.stopped)
    stop.abort(new Error(signal))
    // Whatever a stage is in the middle of can be killed; a server lets requests in progress finish by itself.
    if (command.stopsByItself !== true) setTimeout(() => process.exit(exitCodes.stopped), longestStopMs).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  try {
    const result = await command.run({
      workspace: await openWorkspace(String(folder)),
      progress: createProgress(),
      signal: stop.signal,
      options: options as Record<string, string | boolean | undefined>,
      parameters: positionals,
      say: line => void process.stderr.write(`${line}\n`),
    })
    return print(process.stdout, json ? `${writeExactJson(result.json, 2)}\n` : `${result.text}\n`, exitCodes.done)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
  }
}

function typesOf(options: Readonly<Record<string, CommandOption>>): Record<string, { type: 'string' | 'boolean' }> {
  return Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]))
}

function isParseError(error: unknown): boolean {
  return error instanceof Error && String(Reflect.get(error, 'code')).startsWith('ERR_PARSE_ARGS')
}

/** A terminal may show an unfinished line of progress. */
function lineEnd(): string {
  return process.stderr.isTTY ? '\n' : ''
}

function print(stream: NodeJS.WriteStream, text: string, code: number): number {
  stream.write(text)
  return code
}

function overview(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(20)}${summary}`)
  return (
    'Usage: towerkit <command> [options]\n\nFrom documents to a trained, distilled, indexed, evaluated and served ' +
    `search.\n\n${lines.join('\n')}\n\ntowerkit <command> --help tells more. Exit codes: 0 done, 1 failed, 2 wrong ` +
    'usage, 130 stopped.\n'
  )
}

function usage(
  name: string,
  { summary }: NamedCommand,
  { parameters, details, options, folder = defaultFolder }: Command,
): string {
  const lines = Object.entries({ ...options, ...commonOptions }).map(
    ([option, { value = '', help }]) =>
      `  ${`--${option} ${value}`.padEnd(34)}${help}${option === 'folder' ? `; default ${folder}` : ''}`,
  )
  return (
    'Usage: towerkit ' +
    `${[name, parameters, '[options]'].filter(word => word !== '').join(' ')}\n\n` +
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.\n` +
    `${details === undefined ? '' : `\n${details}\n`}\n${lines.join('\n')}\n`
  )
}

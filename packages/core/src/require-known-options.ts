import { ArgumentError } from './errors/argument-error.ts'
import { nearestName } from './nearest-name.ts'

/**
 * Checks that options have no names but the known ones, so that a misspelt one is not ignored.
 *
 * The compiler compares `known` with the type of the options: a name that one of them lacks does not compile.
 *
 * @param caller Name of the function in the message.
 * @param options The given options; names whose value is undefined do not count.
 * @param known Every option.
 * @returns the options.
 * @throws {ArgumentError} for another name, with the nearest known one, and for options that are no object.
 *
 * @example
 * const { bits = 8 } = requireKnownOptions<SaveOptions>('save', options, { bits: true, onnx: true })
 */
export function requireKnownOptions<Options extends object>(
  caller: string,
  options: Options,
  known: Readonly<Record<keyof Options, true>>,
): Options {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new ArgumentError(
      `${caller}: the options are ${JSON.stringify(options)?.slice(0, 40) ?? typeof options}. Give an object.`,
      { options },
    )
  for (const name of Object.keys(options))
    if (known[name as keyof Options] !== true && options[name as keyof Options] !== undefined)
      throw unknownOption(caller, name, Object.keys(known))
  return options
}

/** The error for a name that is no option. Apart, so that the check costs next to nothing where all is well. */
function unknownOption(caller: string, name: string, names: readonly string[]): ArgumentError {
  const nearest = names.find(known => isShortFor(name, known)) ?? nearestName(name, names)
  return new ArgumentError(
    `${caller}: there is no option "${name}"${nearest === undefined ? '' : `; the nearest one is "${nearest}"`}. ` +
      `Give only ${names.join(', ')}.`,
    { option: name, nearest, known: names },
  )
}

/** `lr` and `rate` for `learningRate`, `max_length` for `maxLength`. */
function isShortFor(name: string, known: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  const written = plain(name)
  const whole = plain(known)
  const initials = plain((known[0] ?? '') + [...known.slice(1).matchAll(/\p{Lu}/gu)].join(''))
  return written === initials || (written.length > 2 && (whole.startsWith(written) || whole.endsWith(written)))
}

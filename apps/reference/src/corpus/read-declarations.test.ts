import { describe, expect, it } from 'vitest'
import type { ApiDeclaration } from './api-item.ts'
import { readDeclarations } from './read-declarations.ts'

const named = (source: string) =>
  new Map(readDeclarations(source).map(found => [[...found.containers, found.ownName].join('.'), found]))

describe('readDeclarations', () => {
  it('finds functions, classes, interfaces, enums, types and variables with their qualified names', () => {
    const found = readDeclarations(`
      declare module "node:disk/promises" {
        /** Reads. */ function read(path: string): void
        namespace read {
        /** Native. */ function native(): void }
        /** A handle. */ class Handle extends Base implements Other {
        /** Made. */ constructor(path: string);
        /** Shuts. */ close(): void; get size(): number; private secret: string }
      }
      declare namespace outer.inner {
        /** Modes. */ enum Mode {
        /** Fast. */ Fast = 1, 'very-slow' } }
      declare global {
        /** Wide. */ interface Window {
        /** Opens. */ open?(url: string): Window | null } }
      /** Where. */ declare var place: {
        /** North. */ north: number }
      /** Options. */ export type Options = Base & {
        /** Deep. */ recursive?: {
        /** Levels. */ depth: number } }
    `)
    const name = ({ containers, ownName }: ApiDeclaration) => [...containers, ownName].join('.')
    const shown = found.map(each => `${each.kind} ${name(each)}: ${each.documentation}`)
    expect(shown).toEqual([
      'namespace disk/promises: ',
      'function disk/promises.read: Reads.',
      'namespace disk/promises.read: ',
      'function disk/promises.read.native: Native.',
      'class disk/promises.Handle: A handle.',
      'constructor disk/promises.Handle.constructor: Made.',
      'method disk/promises.Handle.close: Shuts.',
      'property disk/promises.Handle.size: ',
      'property disk/promises.Handle.secret: ',
      'namespace outer: ',
      'namespace outer.inner: ',
      'enum outer.inner.Mode: Modes.',
      'enum member outer.inner.Mode.Fast: Fast.',
      'enum member outer.inner.Mode.very-slow: ',
      'interface Window: Wide.',
      'method Window.open: Opens.',
      'variable place: Where.',
      'property place.north: North.',
      'type Options: Options.',
      'property Options.recursive: Deep.',
      'property Options.recursive.depth: Levels.',
    ])
  })

  it('writes signatures on one line, without comments; types by their members', () => {
    const found = named(`
      export declare function watch(
        /* which */ path: string, // where
        options?: { /** Deep. */ recursive: boolean },
      ): Watcher;
      declare class Watcher extends Emitter {
         /** Stops. */ close(): void; close(now: true): void; readonly path: string }`)
    expect(found.get('watch')!.signature).toBe(
      'function watch(path: string, options?: { recursive: boolean; }): Watcher',
    )
    expect(found.get('Watcher')!.signature).toBe('class Watcher extends Emitter { close; path }')
  })

  it('takes the nearest comment and leaves out block tags', () => {
    const found = named(`
      /** A comment about something else. */
      /**
       * Starts the engine.
       *
       * It takes a while, see {@link stop}.
       * @param key The key.
       * @example
       * start('k')
       * @see stop
       * @since v1
       */
      declare function start(key: string): void`)
    expect(found.get('start')!.documentation).toBe('Starts the engine.\n\nIt takes a while, see `stop`.')
    expect(found.get('start')!.details).toEqual(['The key.'])
  })

  it('reads the same with Windows line ends', () => {
    const source =
      '/**\n * Starts.\n *\n * ```js\n * start()\n * ```\n */\ndeclare function start(\n  key: string,\n): void\n'
    expect(readDeclarations(source.replaceAll('\n', '\r\n'))).toEqual(readDeclarations(source))
    expect(named(source).get('start')!.documentation).toBe('Starts.')
  })

  it.each([
    '/** never closed',
    'declare function a(',
    'interface I { /** x */ y: ',
    '/** doc */',
    '',
    '}}}',
    'declare module "',
    'enum E { [x] }',
  ])('survives %j', source => {
    expect(() => readDeclarations(source)).not.toThrow()
  })

  it('keeps what stands before an unterminated comment', () => {
    expect(named('/** Starts. */ declare function start(): void\n/** lost').get('start')!.documentation).toBe('Starts.')
  })
})

import { describe, expect, it } from 'vitest'
import { apiItems } from './api-items.ts'

describe('apiItems', () => {
  const source = {
    library: 'x',
    package: 'x',
    module: ([first = '']: readonly string[]) => first,
    rename: { Static: '_' },
  }
  const read = (text: string) => [...apiItems(source, [{ file: 'a.d.ts', text }])]

  it('merges overloads and declarations of one name, and drops those without a comment', () => {
    const items = read(`
      declare namespace disk {
        function read(path: string): void
        /** Reads the file at \`path\`. */
        function read(path: number): void
        function bare(): void
      }
      declare namespace disk {
        /** Later. */
        function read(): void
      }`)
    expect(items).toEqual([
      {
        id: 'x:disk.read',
        module: 'x:disk',
        name: 'disk.read',
        kind: 'function',
        signature: 'function read(path: number): void | function read(path: string): void | function read(): void',
        description: 'Reads the file at path.',
        query: 'Reads the file at path.',
        details: [],
      },
    ])
  })

  it('takes a second paragraph after a short first one, and cuts at a sentence', () => {
    const [short, long] = read(`
      /**
       * Short one.
       *
       * But this says more.
       *
       * And this makes it enough words.
       *
       * Not this.
       */
      declare function a(): void
      /** ${'Six words are in this sentence. '.repeat(20)} */
      declare function b(): void`)
    expect(short!.description).toBe('Short one. But this says more. And this makes it enough words.')
    expect(long!.description).toBe('Six words are in this sentence. '.repeat(10).trim())
  })

  it('keeps what else is said as details, without the own name', () => {
    const [item] = read(`
      /**
       * Reads the whole file into memory at once.
       *
       * Like \`readAll\`, it waits for nothing else to happen here.
       * @param path Where the file that \`readAll\` reads is.
       * @returns
       */
      declare function readAll(path: string): void`)
    expect(item!.details).toEqual(['Like, it waits for nothing else to happen here.', 'Where the file that reads is.'])
  })

  it('renames containers', () => {
    expect(read('interface Static {\n/** Splits. */\nchunk(): void }')[0]!.name).toBe('_.chunk')
  })
})

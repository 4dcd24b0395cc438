import type { Metadata } from '../metadata.ts'
import { vectors } from '../vectors.ts'
import { expect, expectRejection, type ConformanceCase } from './conformance.ts'
import { expectFound, filledIndex } from './filled-index.ts'
import type { UsingIndex } from './using-index.ts'

/** The cases of `vectorIndexConformance` on metadata and the keys that it belongs to. */
export function metadataCases(using: UsingIndex): ConformanceCase[] {
  return [
    {
      name: 'a key added again has its new metadata, also none',
      run: filledIndex(using, async index => {
        await index.add(
          ['a', 'b'],
          vectors([
            [1, 0],
            [1, 0],
          ]),
          { metadata: [{ kind: 'option' }, {}] },
        )
        await index.add(['c'], vectors([[1, 0]]))
        await expectFound(index, { where: { kind: ['class', 'function'] } }, '')
        await expectFound(index, { where: { kind: 'option' } }, 'a,d')
      }),
    },
    {
      name: 'metadata stays with its key when others are removed',
      run: filledIndex(using, async index => {
        await index.remove(['a', 'c'])
        await expectFound(index, { where: { kind: 'function' } }, 'b')
        await expectFound(index, { where: { kind: 'option' } }, 'd')
        await expectFound(index, { where: { year: 2024 } }, '')
      }),
    },
    {
      name: 'keeps the metadata as it was when it was given',
      run: using(2, async index => {
        const record = { kind: 'old' }
        await index.add(['a'], vectors([[1, 0]]), { metadata: [record] })
        record.kind = 'new'
        await expectFound(index, { where: { kind: 'old' } }, 'a')
      }),
    },
    {
      name: 'refuses metadata of another number than keys, or of other values, and adds nothing of the batch',
      run: using(2, async index => {
        const add = (metadata: readonly unknown[]) =>
          index.add(
            ['a', 'b'],
            vectors([
              [1, 0],
              [0, 1],
            ]),
            { metadata: metadata as Metadata[] },
          )
        await expectRejection('shape', () => add([{}]))
        for (const value of [null, undefined, Number.NaN, [null], { at: new Date(0) }, () => 1])
          await expectRejection('argument', () => add([{}, { value }]))
        await expectRejection('argument', () => add([{}, 'kind']))
        expect((await index.count()) === 0, `size is ${await index.count()}`)
      }),
    },
    {
      name: 'a hit has its metadata where the search asks for it, and only there',
      run: filledIndex(using, async index => {
        const query = vectors([[1, 0]])
        const [plain] = await index.search(query, 5)
        expect(
          plain!.every(hit => !('metadata' in hit)),
          'a hit has metadata that nobody asked for',
        )
        const [hits] = await index.search(query, 5, { metadata: true })
        const metadataOf = (key: string) => hits!.find(hit => hit.key === key)?.metadata
        expect(Object.keys(metadataOf('plain') ?? { none: 0 }).length === 0, 'a key without metadata has some')
        const { tags, author } = metadataOf('a') as { readonly tags: readonly string[]; readonly author: Metadata }
        expect(
          tags.join() === 'news,tech' && author['name'] === 'Ada',
          'a list or a nested field is not as it was given',
        )
        expect(metadataOf('b')!['big'] === 9007199254740993n, `a big integer is ${metadataOf('b')!['big']}`)
      }),
    },
  ]
}

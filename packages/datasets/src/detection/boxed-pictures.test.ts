import { DataError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { corrupted } from '../testing/corrupted.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { cocoPictures } from './coco-pictures.ts'
import { vocPictures } from './voc-pictures.ts'
import { yoloPictures } from './yolo-pictures.ts'

const xml = (corners = [10, 20, 40, 60], file = 'a.jpg') => `<annotation><filename>${file}</filename>
<size><width>100</width><height>80</height><depth>3</depth></size>
<object><name>cup</name><difficult>1</difficult><bndbox><xmin>${corners[0]}</xmin><ymin>${corners[1]}</ymin>
<xmax>${corners[2]}</xmax><ymax>${corners[3]}</ymax></bndbox><part><name>handle</name></part></object></annotation>`
const voc = (text: string) => temporaryFolder({ 'JPEGImages/a.jpg': '', 'Annotations/a.xml': text })
const badCorners = [
  [40, 20, 10, 60],
  [10, 20, 10, 60],
  [Number.NaN, 20, 40, 60],
  [10, 20, 140, 60],
]

describe('vocPictures', () => {
  it('reads boxes; difficult objects are crowds', async () => {
    using folder = voc(xml())
    const [picture] = await all(vocPictures(folder.path))
    expect(picture).toMatchObject({ width: 100, height: 80 })
    expect(picture!.boxes).toEqual([{ box: [10, 20, 30, 40], label: 'cup', crowd: true }])
    const [counted] = await all(vocPictures(folder.path, { inclusive: true }))
    expect(counted!.boxes[0]!.box).toEqual([9, 19, 31, 41])
  })

  it.each(badCorners)('refuses the box %d %d %d %d, or leaves it out and tells', async (...corners) => {
    using folder = voc(xml(corners))
    await expect(all(vocPictures(folder.path))).rejects.toThrow(/a\.xml/)
    const faults: DataError[] = []
    const [picture] = await all(vocPictures(folder.path, { onFault: fault => faults.push(fault) }))
    expect([picture!.boxes, faults.length]).toEqual([[], 1])
  })

  it('names the file of missing pictures and of truncated and damaged XML', async () => {
    using missing = voc(xml(undefined, 'b.jpg'))
    await expect(all(vocPictures(missing.path))).rejects.toThrow(/a\.xml.*b\.jpg.*missing/)
    const whole = xml()
    for (let end = 0; end < whole.length; end += 7) {
      using folder = voc(whole.slice(0, end))
      await expect(all(vocPictures(folder.path))).rejects.toThrow(/a\.xml/)
    }
    for (const bytes of corrupted(Buffer.from(whole), 100, 18)) {
      using folder = voc('')
      folder.write('Annotations/a.xml', bytes)
      await all(vocPictures(folder.path)).catch((error: unknown) => expect(error).toBeInstanceOf(DataError))
    }
  })
})

const coco = {
  licenses: [{ id: 4, name: 'Attribution', url: 'https://creativecommons.org/licenses/by/2.0/' }],
  images: [{ id: 0, file_name: 'a.jpg', width: 100, height: 80, license: 4 }],
  categories: [{ id: 7, name: 'cup' }],
  annotations: [{ image_id: 0, category_id: 7, bbox: [10.5, 20, 30, 40], area: 700, iscrowd: 1 } as object],
}

describe('cocoPictures', () => {
  it('reads boxes with crowd, area and licence', async () => {
    using folder = temporaryFolder({ 'a.jpg': '', 'x.json': JSON.stringify(coco) })
    const [picture] = await all(cocoPictures(`${folder.path}/x.json`, folder.path))
    expect(picture!.boxes).toEqual([{ box: [10.5, 20, 30, 40], label: 'cup', crowd: true, area: 700 }])
    expect(picture!.licence).toEqual({ name: 'Attribution', url: 'https://creativecommons.org/licenses/by/2.0/' })
  })

  it.each([
    { image_id: 1, category_id: 7, bbox: [0, 0, 5, 5] },
    { image_id: 0, category_id: 8, bbox: [0, 0, 5, 5] },
    { image_id: 0, category_id: 7 },
    { image_id: 0, category_id: 7, bbox: [0, 0, -5, 5] },
    { image_id: 0, category_id: 7, bbox: [0, 0, 5, 500] },
  ])('refuses %j, naming the file, or leaves it out and tells', async annotation => {
    const text = JSON.stringify({ ...coco, annotations: [...coco.annotations, annotation] })
    using folder = temporaryFolder({ 'a.jpg': '', 'x.json': text })
    const path = `${folder.path}/x.json`
    await expect(all(cocoPictures(path, folder.path))).rejects.toThrow(/x\.json/)
    const faults: DataError[] = []
    const [picture] = await all(cocoPictures(path, folder.path, { onFault: fault => faults.push(fault) }))
    expect([picture!.boxes.length, faults.length]).toEqual([1, 1])
  })

  it('names the file of missing pictures and of truncated JSON', async () => {
    const text = JSON.stringify(coco)
    using folder = temporaryFolder({ 'x.json': text, 'cut.json': text.slice(0, -9), 'list.json': '[]' })
    for (const name of ['x.json', 'cut.json', 'list.json', 'none.json'])
      await expect(all(cocoPictures(`${folder.path}/${name}`, folder.path))).rejects.toThrow(name)
  })
})

describe('yoloPictures', () => {
  const read = (lines: string, onFault?: (fault: DataError) => void, name = 'a') => {
    const folder = temporaryFolder({ 'images/a.jpg': '', 'images/b.png': '', [`labels/${name}.txt`]: lines })
    return {
      [Symbol.dispose]: () => folder[Symbol.dispose](),
      pictures: () =>
        all(
          yoloPictures({
            pictures: `${folder.path}/images`,
            labels: `${folder.path}/labels`,
            names: ['dog', 'cup'],
            sizeOf: async () => ({ width: 100, height: 80 }),
            ...(onFault && { onFault }),
          }),
        ),
    }
  }

  it('reads boxes in pixels; a picture without labels has none', async () => {
    using set = read('1 0.5 0.5 0.2 0.5\n\n0 0.1 0.25 0.2 0.5\n')
    const [a, b] = await set.pictures()
    expect(a!.boxes.map(({ label }) => label)).toEqual(['cup', 'dog'])
    expect(a!.boxes[0]!.box).toEqual([40, 20, 20, 40])
    expect(b!.boxes).toEqual([])
  })

  it.each(['2 0.5 0.5 0.2 0.5', '1 0.5 0.5 0.2', '1 0.5 0.5 0 0.5', '1 0.9 0.5 0.4 0.5', '1 x 0.5 0.2 0.5'])(
    'refuses the line "%s", naming the file, or leaves it out and tells',
    async line => {
      using set = read(line)
      await expect(set.pictures()).rejects.toThrow(/a\.txt/)
      const faults: DataError[] = []
      using lenient = read(line, fault => faults.push(fault))
      expect((await lenient.pictures()).length).toBe(2)
      expect(faults.length).toBe(1)
    },
  )

  it('names labels without a picture', async () => {
    using set = read('0 0.5 0.5 0.2 0.5', undefined, 'c')
    await expect(set.pictures()).rejects.toThrow(/c\.txt/)
  })
})

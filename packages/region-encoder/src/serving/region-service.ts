import { ArgumentError, requireInputs, requireKnownOptions, type Vectors } from '@towerkit/core'
import type { PicturePreset, PictureTensor } from '@towerkit/media'
import type {
  DetectOptions,
  PictureDetections,
  PictureRegions,
  ProposeOptions,
  RegionModel,
  RegionPictures,
} from '../region-encoder-contract.ts'
import { requireCounts } from '../require-counts.ts'
import { classRows } from './class-queries.ts'
import { detectInCells } from './detect-in-cells.ts'
import type { CellDetection, CellValues, PictureCells } from './picture-cells.ts'
import { nearestCells, proposeInCells } from './propose-in-cells.ts'
import { runPictures } from './run-pictures.ts'

/** The two sides of a region model, and where they meet. */
export interface RegionSides {
  readonly preset: PicturePreset
  readonly apart: boolean
  /** Vectors of texts [texts, width]. */
  encodeText(texts: readonly string[], options: { readonly signal?: AbortSignal }): Promise<Vectors>
  /** Told the vectors of the classes of a call before its pictures are run. */
  named?(rows: Vectors): void
  /** The picture side on one image. */
  run(image: PictureTensor, signal: AbortSignal | undefined): Promise<CellValues>
  /** Scores [rows of regions, rows of names], from 0 to 1. */
  scores(regions: Float32Array, names: Pick<Vectors, 'data' | 'count'>): Promise<Float32Array>
  /** How sure it is that a cell holds an object [cells]. */
  proposals(cells: PictureCells, by: NonNullable<ProposeOptions['by']>): Float32Array
  /** Vectors of appearance of some cells. @param vectors Their rows of `regions`, one after the other. */
  appearances(
    cells: PictureCells,
    kept: readonly CellDetection[],
    vectors: Float32Array,
  ): Promise<readonly Float32Array[]>
  /** Pixels between two cells of the level of a cell. */
  strideOf(cell: number): number
}

/** `detect` and `propose` of a region model. */
export function regionService(sides: RegionSides): Pick<RegionModel, 'detect' | 'propose'> {
  const { preset, apart } = sides

  async function* detect(pictures: RegionPictures, options: DetectOptions): AsyncGenerator<PictureDetections> {
    const {
      threshold = 0.3,
      limit = 100,
      iou = 0.65,
    } = requireKnownOptions<DetectOptions>('detect', options, {
      ...{ classes: true, threshold: true, limit: true, iou: true },
      ...{ onFault: true, onProgress: true, signal: true },
    })
    requireInputs('detect', pictures, 'pictures')
    requireCounts('detect', { limit, iou })
    const { signal, onFault, onProgress } = options
    const classes = await classRows(options.classes, each => sides.encodeText(each, signal ? { signal } : {}))
    sides.named?.(classes.vectors)
    for await (const cells of runPictures(pictures, { preset, run: sides.run, signal, onFault, onProgress })) {
      const scores = await sides.scores(cells.regions, classes.vectors)
      const boxes = detectInCells(cells, { scores, classes }, { threshold, limit, iou, apart })
      yield { picture: cells.picture, width: cells.width, height: cells.height, boxes }
    }
  }

  async function* propose(pictures: RegionPictures, options: ProposeOptions = {}): AsyncGenerator<PictureRegions> {
    const {
      limit = 100,
      iou = 0.7,
      nearest,
      by = 'objectness',
    } = requireKnownOptions<ProposeOptions>('propose', options, {
      ...{ limit: true, iou: true, nearest: true, by: true },
      ...{ onFault: true, onProgress: true, signal: true },
    })
    requireInputs('propose', pictures, 'pictures')
    requireCounts('propose', { limit, iou })
    if (by !== 'objectness' && by !== 'direction')
      throw new ArgumentError(`propose: by is "${String(by)}". Give 'objectness' or 'direction'.`, { by })
    const { signal, onFault, onProgress } = options
    for await (const cells of runPictures(pictures, { preset, run: sides.run, signal, onFault, onProgress })) {
      const scores = sides.proposals(cells, by)
      const kept = nearest ? nearestCells(cells, scores, nearest) : proposeInCells(cells, scores, { limit, iou })
      const width = cells.regions.length / cells.objectness.length
      const vectors = new Float32Array(kept.length * width)
      kept.forEach(({ cell }, i) => vectors.set(cells.regions.subarray(cell * width, (cell + 1) * width), i * width))
      const appearances = await sides.appearances(cells, kept, vectors)
      const regions = kept.map(({ box, score, cell }, i) => ({
        ...{ box, objectness: score, stride: sides.strideOf(cell) },
        vector: vectors.slice(i * width, (i + 1) * width),
        appearance: appearances[i]!,
      }))
      yield { picture: cells.picture, width: cells.width, height: cells.height, regions }
    }
  }

  return { detect, propose }
}

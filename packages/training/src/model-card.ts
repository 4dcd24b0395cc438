import { requireKnownOptions } from '@towerkit/core'
import type { Loss } from '@towerkit/graph'
import type { Evaluation } from './evaluation.ts'
import { modelCardUsage } from './model-card-usage.ts'
import type { Optimizer } from './optimizer.ts'

/** A dataset that a model was trained or evaluated on. */
export interface CardDataset {
  readonly name: string
  /** Number of examples. */
  readonly size?: number
  /** Its origin and licence. */
  readonly source?: string
}

/** Contents of a model card. */
export interface ModelCardOptions {
  readonly name: string
  /** One or two sentences: what it is for. */
  readonly summary: string
  /** Model that the training started from, as on the hub. Default: none, random weights. */
  readonly baseModel?: string
  /** SPDX identifier, in small letters. */
  readonly license?: string
  /** ISO 639-1 codes. */
  readonly languages?: readonly string[]
  /** Length of the embeddings. */
  readonly dimensions: number
  /** Longest text, in tokens. */
  readonly maxLength?: number
  readonly datasets: readonly CardDataset[]
  readonly loss: Loss
  readonly optimizer: Optimizer
  /** The other settings of `train`, such as steps and batchSize. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
  /** Final scores, by dataset and then by measure. */
  readonly results?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Of `train`'s result. */
  readonly evaluations?: readonly Evaluation[]
  /** Its weaknesses, and what was not tried. */
  readonly limits?: string
}

/**
 * The README.md of a model: front matter for the Hugging Face hub, then what it was trained on, how, with which loss,
 * and what came out. The same options give the same text.
 *
 * @example
 * await writeFile(
 *   './my-encoder/README.md',
 *   modelCard({ name: 'my-encoder', summary: 'Finds ...', dimensions: 384, datasets, loss, optimizer }),
 * )
 *
 * @see https://huggingface.co/docs/hub/model-cards; Mitchell et al., Model cards for model reporting, 2019.
 */
export function modelCard(options: ModelCardOptions): string {
  requireKnownOptions('modelCard', options, {
    name: true,
    summary: true,
    baseModel: true,
    license: true,
    languages: true,
    dimensions: true,
    maxLength: true,
    datasets: true,
    loss: true,
    optimizer: true,
    settings: true,
    results: true,
    evaluations: true,
    limits: true,
  })
  const { name, summary, baseModel, dimensions, maxLength, datasets, results = {}, evaluations = [], limits } = options
  const sections = [
    frontMatter(options),
    `# ${name}\n\n${summary}\n\n` +
      (baseModel ? `Fine-tuned from \`${baseModel}\`. ` : 'Trained from random weights. ') +
      `Texts become vectors of ${dimensions} dimensions` +
      `${maxLength ? `; texts longer than ${maxLength} tokens are cut` : ''}.`,
    `## Use\n\n${modelCardUsage(name)}`,
    `## Training data\n\n${table(
      ['dataset', 'examples', 'source'],
      datasets.map(({ name: dataset, size, source }) => [dataset, size?.toString() ?? '', source ?? '']),
    )}`,
    `## Training\n\n${training(options)}`,
    ...(evaluations.length > 0 ? [`### While training\n\n${evaluationTable(evaluations)}`] : []),
    ...(Object.keys(results).length > 0
      ? [
          `## Results\n\n${table(
            ['dataset', 'measure', 'value'],
            Object.entries(results).flatMap(([dataset, scores]) =>
              Object.entries(scores).map(([measure, value]) => [dataset, measure, value.toFixed(4)]),
            ),
          )}`,
        ]
      : []),
    ...(limits ? [`## Limits\n\n${limits}`] : []),
    `## Sources\n\n- Loss: ${options.loss.source}\n- Optimiser: ${options.optimizer.source}`,
  ]
  return `${sections.join('\n\n')}\n`
}

function frontMatter({ license, languages = [], baseModel, datasets, results = {}, name }: ModelCardOptions): string {
  const list = (key: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`${key}:`, ...values.map(value => `- ${quoted(value)}`)]
  const scores = Object.entries(results).flatMap(([dataset, measures]) => [
    '  - task:',
    '      type: feature-extraction',
    '    dataset:',
    `      name: ${quoted(dataset)}`,
    `      type: ${quoted(dataset)}`,
    '    metrics:',
    ...Object.entries(measures).flatMap(([measure, value]) => [
      `    - type: ${quoted(measure)}`,
      `      value: ${value}`,
    ]),
  ])
  return [
    '---',
    ...list('language', languages),
    ...(license ? [`license: ${quoted(license)}`] : []),
    'library_name: sentence-transformers',
    'pipeline_tag: sentence-similarity',
    ...list('tags', ['sentence-transformers', 'feature-extraction', 'towerkit', 'onnx']),
    ...(baseModel ? [`base_model: ${quoted(baseModel)}`] : []),
    ...list(
      'datasets',
      datasets.map(dataset => dataset.name),
    ),
    ...(scores.length > 0 ? ['model-index:', `- name: ${quoted(name)}`, '  results:', ...scores] : []),
    '---',
  ].join('\n')
}

/** A YAML string: JSON is YAML. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) && !/^(true|false|null|yes|no|on|off|~|[\d.+-].*)$/i.test(text)
    ? text
    : JSON.stringify(text)
}

function training({ loss, optimizer, settings = {} }: ModelCardOptions): string {
  const of = (options: Readonly<Record<string, unknown>> | undefined) =>
    Object.entries(options ?? {})
      .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
      .join(', ')
  return table(
    ['', ''],
    [
      ['loss', `\`${loss.name}\` ${of(loss.options)}`.trim()],
      ['optimiser', `\`${optimizer.name}\` ${of(optimizer.options)}`.trim()],
      ...Object.entries(settings).map(([name, value]) => [name, String(value)]),
    ],
  )
}

function evaluationTable(evaluations: readonly Evaluation[]): string {
  const names = [...new Set(evaluations.flatMap(({ scores }) => Object.keys(scores)))]
  return table(
    ['step', ...names, 'best so far'],
    evaluations.map(({ step, scores, isBest }) => [
      String(step),
      ...names.map(name => scores[name]?.toFixed(4) ?? ''),
      isBest ? 'yes' : '',
    ]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}

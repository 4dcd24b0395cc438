import type { Parameters, Shape, Value } from '@towerkit/graph'
import { constantInitializer } from '@towerkit/graph'
import type { Detector, DetectorLevel } from './detector.ts'

/** The maps of one level in another graph. */
export type LevelMaps = Readonly<Record<'classTower' | 'boxTower' | 'boxes' | 'objectness', Value>>

const mapNames = ['classTower', 'boxTower', 'boxes', 'objectness'] as const satisfies readonly (keyof DetectorLevel)[]

/**
 * Appends a detector up to its maps to the graph of `parameters`, for any number of pictures.
 *
 * @param parameters Scope that gets its weights.
 * @param images [batch, 3, size, size]
 */
export function appendDetector(detector: Detector, parameters: Parameters, images: Value): LevelMaps[] {
  const { graph } = parameters
  const needed = neededValues(detector)
  const copied = new Map<string, Value>([[detector.image.name, images]])
  for (const { name, shape } of detector.graph.inputs)
    if (needed.has(name) && Object.hasOwn(detector.weights, name))
      copied.set(name, parameters.get(name, shape as Shape as readonly number[], constantInitializer(0)))
  for (const { name, dtype, shape, constant } of detector.graph.constants)
    if (needed.has(name)) copied.set(name, graph.constant(constant!, dtype, shape as readonly number[]))
  for (const { op, inputs, outputs, attributes } of detector.graph.nodes) {
    const values = Object.entries(outputs)
    if (!values.some(([, { name }]) => needed.has(name))) continue
    const given = Object.fromEntries(Object.entries(inputs).map(([key, { name }]) => [key, copied.get(name)!]))
    const made = graph.emit(op, given, attributes, values.length)
    for (const [key, { name }] of values) copied.set(name, made[key]!)
  }
  return detector.levels.map(
    level => Object.fromEntries(mapNames.map(name => [name, copied.get(level[name].name)!])) as unknown as LevelMaps,
  )
}

/** Names of all values that the maps depend on. */
function neededValues({ graph, levels }: Detector): Set<string> {
  const needed = new Set(levels.flatMap(level => mapNames.map(name => level[name].name)))
  for (const { inputs, outputs } of graph.nodes.toReversed())
    if (Object.values(outputs).some(({ name }) => needed.has(name)))
      for (const { name } of Object.values(inputs)) needed.add(name)
  return needed
}

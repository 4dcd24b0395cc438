import ts from 'typescript-api'

/** An exported function, or class, that takes options. */
export interface OptionFunction {
  readonly name: string
  /** Place of the options among its parameters. */
  readonly place: number
  /** Whether it is called with `new`. */
  readonly isClass: boolean
}

/**
 * The functions that entries export and that take an object of options, with the place of that parameter: one that may
 * be left out, as may all of its properties, or that is named options, settings or choices, itself or by its type.
 *
 * @param entries Paths of the entries' sources.
 */
export function optionFunctions(entries: readonly string[]): ReadonlyMap<string, readonly OptionFunction[]> {
  const program = ts.createProgram(entries, {
    customConditions: ['@towerkit/source'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: ['node'],
  })
  const checker = program.getTypeChecker()
  return new Map(
    entries.map(entry => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!
      return [entry, checker.getExportsOfModule(module).flatMap(symbol => optionFunction(symbol, checker))]
    }),
  )
}

function optionFunction(symbol: ts.Symbol, checker: ts.TypeChecker): OptionFunction[] {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  if (!(target.flags & ts.SymbolFlags.Value)) return []
  const type = checker.getTypeOfSymbol(target)
  const isClass = type.getConstructSignatures().length > 0
  const places = [...type.getCallSignatures(), ...type.getConstructSignatures()].map(({ parameters }) =>
    parameters.findLastIndex(parameter => takesOptions(parameter, checker)),
  )
  const place = Math.max(-1, ...places)
  return place < 0 ? [] : [{ name: symbol.name, place, isClass }]
}

function takesOptions(parameter: ts.Symbol, checker: ts.TypeChecker): boolean {
  const declaration = parameter.valueDeclaration
  if (!declaration || !ts.isParameter(declaration) || declaration.dotDotDotToken) return false
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(parameter))
  const parts = type.isUnion() ? type.types : [type]
  if (!parts.every(part => isRecord(part, checker))) return false
  const isOptional = declaration.initializer !== undefined || declaration.questionToken !== undefined
  const isWeak = parts.every(part =>
    checker.getPropertiesOfType(part).every(({ flags }) => flags & ts.SymbolFlags.Optional),
  )
  const names = [parameter.name, type.aliasSymbol?.name ?? '', ...parts.map(({ symbol }) => symbol?.name ?? '')]
  return (
    isOptional || isWeak || names.some(name => /(options|settings|choices)$/i.test(name)) || isNameless(declaration)
  )
}

/** An object with fields of its own: no function, list, map or typed array. */
function isRecord(type: ts.Type, checker: ts.TypeChecker): boolean {
  return (
    (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 &&
    type.getCallSignatures().length === 0 &&
    type.getStringIndexType() === undefined &&
    type.getNumberIndexType() === undefined &&
    checker.getPropertiesOfType(type).length > 0
  )
}

/** Whether the type is written where the parameter is, as in `{ seed }: { readonly seed: number }`. */
function isNameless({ type }: ts.ParameterDeclaration): boolean {
  return type !== undefined && ts.isTypeLiteralNode(type)
}

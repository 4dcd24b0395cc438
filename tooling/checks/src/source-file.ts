import ts from 'typescript-api'

/** One import or re-export. */
export interface Import {
  readonly specifier: string
  /** True if nothing of it is left at run time. */
  readonly typeOnly: boolean
  readonly dynamic: boolean
  /** Names imported, '*' for all. */
  readonly names: readonly string[]
  /** True for `export ... from`. */
  readonly reexport: boolean
}

/** What the checks know of a source file. */
export interface SourceFile {
  /** From the root of the workspace. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
  /** Names declared and exported here. */
  readonly exports: readonly string[]
  /** Top-level code that runs when the file is loaded: calls, and uses of imported names outside functions. */
  readonly topLevelWork: readonly string[]
}

/** Parses TypeScript. */
export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false)
  const imports = [...tree.statements.flatMap(staticImport), ...dynamicImports(tree)]
  return {
    path,
    text,
    imports,
    exports: tree.statements.flatMap(exportedNames),
    topLevelWork: tree.statements.flatMap(statement => workOf(statement, tree)),
  }
}

function staticImport(statement: ts.Statement): Import[] {
  if (ts.isImportDeclaration(statement)) {
    const { importClause: clause } = statement
    const bindings = clause?.namedBindings
    const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : undefined
    const wholeType =
      clause?.isTypeOnly ||
      (elements !== undefined && elements.length > 0 && !clause?.name && elements.every(element => element.isTypeOnly))
    return [
      {
        specifier: (statement.moduleSpecifier as ts.StringLiteral).text,
        typeOnly: wholeType ?? false,
        dynamic: false,
        names: [
          ...(clause?.name ? ['default'] : []),
          ...(elements?.map(element => (element.propertyName ?? element.name).text) ?? (bindings ? ['*'] : [])),
        ],
        reexport: false,
      },
    ]
  }
  if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) {
    const elements =
      statement.exportClause && ts.isNamedExports(statement.exportClause) ? statement.exportClause.elements : undefined
    return [
      {
        specifier: (statement.moduleSpecifier as ts.StringLiteral).text,
        typeOnly: statement.isTypeOnly || (elements?.every(element => element.isTypeOnly) ?? false),
        dynamic: false,
        names: elements?.map(element => (element.propertyName ?? element.name).text) ?? ['*'],
        reexport: true,
      },
    ]
  }
  return []
}

function dynamicImports(tree: ts.SourceFile): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const [argument] =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments : []
    if (argument && ts.isStringLiteralLike(argument))
      found.push({ specifier: argument.text, typeOnly: false, dynamic: true, names: ['*'], reexport: false })
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      found.push({
        specifier: node.argument.literal.text,
        typeOnly: true,
        dynamic: false,
        names: ['*'],
        reexport: false,
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function exportedNames(statement: ts.Statement): string[] {
  const exported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  if (
    ts.isExportDeclaration(statement) &&
    !statement.moduleSpecifier &&
    statement.exportClause &&
    ts.isNamedExports(statement.exportClause)
  )
    return statement.exportClause.elements.map(({ name }) => name.text)
  if (!exported) return []
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
  const { name } = statement as ts.DeclarationStatement
  return name && ts.isIdentifier(name) ? [name.text] : []
}

function workOf(statement: ts.Statement, tree: ts.SourceFile): string[] {
  if (ts.isExpressionStatement(statement)) return [statement.getText(tree)]
  if (!ts.isVariableStatement(statement)) return []
  const imported = new Set(
    tree.statements.flatMap(each => {
      const bindings = ts.isImportDeclaration(each) ? each.importClause?.namedBindings : undefined
      return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : []
    }),
  )
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) found.push(node.getText(tree))
    else if (ts.isIdentifier(node) && imported.has(node.text)) found.push(node.text)
    if (ts.isPropertyAssignment(node)) return visit(node.initializer)
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression)
    ts.forEachChild(node, visit)
  }
  for (const { initializer } of statement.declarationList.declarations) if (initializer) visit(initializer)
  return found
}

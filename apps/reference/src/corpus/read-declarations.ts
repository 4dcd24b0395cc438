import ts from 'typescript-api'
import type { ApiDeclaration, ApiKind } from './api-item.ts'
import { plainText } from './plain-text.ts'

const printer = ts.createPrinter({ removeComments: true })

/**
 * Reads every named declaration of one declaration file, in the order of the file, with and without a doc comment.
 *
 * Names of ambient modules lose their `node:`; relative ones (module augmentation) and `global` add no container.
 *
 * @param source Text of the file. Malformed text gives what the compiler can recover, never an error.
 * @param fileName Only for the compiler; must end in `.d.ts`.
 */
export function readDeclarations(source: string, fileName = 'input.d.ts'): ApiDeclaration[] {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseAll }
  const file = ts.createSourceFile(fileName, source, options, true)
  const found: ApiDeclaration[] = []

  const add = (node: ts.Node, containers: readonly string[], ownName: string, kind: ApiKind, signature: string) => {
    found.push({ containers, ownName, kind, signature: oneLine(signature), ...commentOf(node) })
  }
  const print = (node: ts.Node) => printer.printNode(ts.EmitHint.Unspecified, node, file)

  const visitMembers = (members: Iterable<ts.Node>, containers: readonly string[]) => {
    for (const member of members) {
      const kind = memberKind(member)
      if (kind === undefined) continue
      const ownName = kind === 'constructor' ? kind : nameOf((member as ts.NamedDeclaration).name)
      if (ownName === undefined || /^(?:_|#)/.test(ownName)) continue
      add(member, containers, ownName, kind, print(member))
      if (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member))
        visitLiterals(member.type, [...containers, ownName])
    }
  }

  /** Members of object types that are written out in place, as in `type Options = Base & { ... }`. */
  const visitLiterals = (type: ts.TypeNode | undefined, containers: readonly string[]) => {
    if (type === undefined) return
    if (ts.isTypeLiteralNode(type)) visitMembers(type.members, containers)
    else if (ts.isIntersectionTypeNode(type) || ts.isUnionTypeNode(type))
      for (const part of type.types) visitLiterals(part, containers)
    else if (ts.isParenthesizedTypeNode(type)) visitLiterals(type.type, containers)
  }

  const visitStatement = (node: ts.Statement, containers: readonly string[]): void => {
    if (ts.isModuleDeclaration(node)) {
      const inner = moduleContainers(node, containers)
      if (inner.length > containers.length)
        add(node, inner.slice(0, -1), inner.at(-1)!, 'namespace', `namespace ${inner.at(-1)!}`)
      const body = node.body
      if (body !== undefined && ts.isModuleBlock(body))
        for (const statement of body.statements) visitStatement(statement, inner)
      else if (body !== undefined && ts.isModuleDeclaration(body)) visitStatement(body, inner)
    } else if (ts.isVariableStatement(node)) {
      for (const declaration of node.declarationList.declarations) {
        const ownName = nameOf(declaration.name)
        if (ownName === undefined) continue
        add(declaration, containers, ownName, 'variable', `var ${print(declaration)}`)
        visitLiterals(declaration.type, [...containers, ownName])
      }
    } else if (ts.isFunctionDeclaration(node)) {
      if (node.name !== undefined) add(node, containers, node.name.text, 'function', print(node))
    } else if (ts.isTypeAliasDeclaration(node)) {
      add(node, containers, node.name.text, 'type', print(node))
      visitLiterals(node.type, [...containers, node.name.text])
    } else if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) {
      if (node.name === undefined) return
      const kind = ts.isClassDeclaration(node) ? 'class' : ts.isInterfaceDeclaration(node) ? 'interface' : 'enum'
      const heritage = ts.isEnumDeclaration(node) ? [] : (node.heritageClauses ?? [])
      const members = new Set<string>()
      for (const member of node.members) members.add(nameOf(member.name) ?? '')
      members.delete('')
      const signature = `${kind} ${node.name.text} ${heritage.map(print).join(' ')} { ${[...members].join('; ')} }`
      add(node, containers, node.name.text, kind, signature)
      visitMembers(node.members, [...containers, node.name.text])
    }
  }

  for (const statement of file.statements) visitStatement(statement, [])
  return found
}

function moduleContainers(node: ts.ModuleDeclaration, containers: readonly string[]) {
  if (node.flags & ts.NodeFlags.GlobalAugmentation) return containers
  if (ts.isStringLiteral(node.name) && node.name.text.startsWith('.')) return containers
  return [...containers, node.name.text.replace(/^node:/, '')]
}

function memberKind(node: ts.Node): ApiKind | undefined {
  if (ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) return 'method'
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  if (ts.isEnumMember(node)) return 'enum member'
  if (ts.isPropertyDeclaration(node) || ts.isPropertySignature(node) || ts.isAccessor(node)) return 'property'
  return undefined
}

/** Computed names such as `[Symbol.iterator]` have no text that a person would look for. */
function nameOf(name: ts.Node | undefined) {
  if (name === undefined) return undefined
  return ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isPrivateIdentifier(name) ? name.text : undefined
}

/** The comment nearest to the declaration; block tags such as `@example`, `@see` and `@since` are no part of it. */
function commentOf(node: ts.Node): Pick<ApiDeclaration, 'documentation' | 'details'> {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)
  const details: string[] = []
  for (const tag of comment?.tags ?? []) {
    if (/^(?:param|returns?|remarks)$/.test(tag.tagName.text)) details.push(plainText(textOf(tag.comment)))
  }
  return { documentation: plainText(textOf(comment?.comment)), details: details.filter(detail => detail !== '') }
}

function textOf(comment: ts.JSDoc['comment']) {
  return ts.getTextOfJSDocComment(comment) ?? ''
}

function oneLine(signature: string) {
  return signature
    .replace(/\b(?:export|declare|public|default)\s+/g, '')
    .replace(/\s+/g, ' ')
    .replace(/;$/, '')
    .trim()
}

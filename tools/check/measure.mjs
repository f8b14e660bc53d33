// Measures one source by its syntax tree.
import ts from 'typescript';

/**
 * @param {string} file
 * @param {string} source
 * @returns {{ file: string, lines: number, commentLines: number,
 *   functions: { line: number, lines: number, parameters: number }[], methods: { line: number, decorators: number }[] }}
 */
export function measure(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true);
  const functions = [];
  const methods = [];
  const lineOf = (position) => tree.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) functions.push(functionOf(node, tree, lineOf));
    if (ts.isMethodDeclaration(node)) {
      methods.push({ line: lineOf(node.getStart(tree)), decorators: ts.getDecorators(node)?.length ?? 0 });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return {
    file,
    lines: source.trimEnd().split('\n').length,
    commentLines: commentLines(source, lineOf),
    functions,
    methods,
  };
}

function functionOf(node, tree, lineOf) {
  const line = lineOf(node.getStart(tree));
  return { line, lines: lineOf(node.end) - line + 1, parameters: node.parameters.length };
}

function commentLines(source, lineOf) {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, ts.LanguageVariant.Standard, source);
  const lines = new Set();
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token !== ts.SyntaxKind.SingleLineCommentTrivia && token !== ts.SyntaxKind.MultiLineCommentTrivia)
      continue;
    for (let line = lineOf(scanner.getTokenStart()); line <= lineOf(scanner.getTokenEnd()); line += 1)
      lines.add(line);
  }
  return lines.size;
}

// The declarations of the library in one file that imports nothing: types of its surface as they stand in the sources,
// those that are inferred from schemas written out. Who uses them needs none of the packages that are bundled.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

import { commentOf, typeOfSchema } from './type-of-schema.js';

/** Types that are not of this program: TypeScript's own, and one of every runtime. */
const ambient = ['AbortSignal', 'Omit', 'Partial', 'Promise', 'Readonly', 'Record'];

/** The text of the declarations of everything that the file at this path exports. */
export async function libraryTypes(entry) {
  const surface = parse(entry);
  const writer = createWriter();
  for (const statement of surface.statements) {
    if (ts.isFunctionDeclaration(statement)) writer.writeFunction(statement);
    if (ts.isExportDeclaration(statement)) {
      for (const { name } of statement.exportClause.elements)
        writer.writeType(declarationIn(importedFile(statement), name.text), 'export ');
    }
  }
  const text = `${writer.texts().join('\n\n')}\n\nexport {};\n`;
  return format(text, { ...(await resolveConfig(entry)), parser: 'typescript' });
}

/** Writes declarations, each once, with all that they refer to. */
function createWriter() {
  const functions = [];
  /** By name: there is one space of names in the end. */
  const types = new Map();

  const writeType = (declaration, modifier = '') => {
    const name = declaration.name.text;
    const known = types.get(name);
    if (known === undefined) {
      const written = { declaration, modifier, ...writtenType(declaration, typeNamed) };
      types.set(name, written);
      written.refersTo.forEach(writeReferred);
    } else if (known.declaration !== declaration) throw new Error(`two types are called ${name}`);
    else known.modifier ||= modifier;
  };
  const writeReferred = (identifier) => {
    if (!ambient.includes(identifier.text)) writeType(resolved(identifier));
  };
  /** A schema that a type is inferred from is known by that type; of another one the type is written where it stands. */
  const typeNamed = (identifier) => {
    const schema = resolved(identifier);
    const inferred = schema
      .getSourceFile()
      .statements.find(
        (each) => ts.isTypeAliasDeclaration(each) && schemaOf(each)?.text === schema.name.text,
      );
    if (inferred === undefined) return typeOfSchema(schema.initializer, { typeNamed, constantNamed });
    writeType(inferred);
    return inferred.name.text;
  };

  return {
    writeType,
    writeFunction: (declaration) => {
      const { name, parameters, type } = declaration;
      for (const part of [...parameters, type]) typeNamesIn(part).forEach(writeReferred);
      const list = parameters.map((parameter) => parameter.getText()).join(', ');
      functions.push(
        `${commentOf(declaration)}export declare function ${name.text}(${list}): ${type.getText()};`,
      );
    },
    texts: () => [
      ...functions,
      ...[...types.values()].map(({ comment, modifier, text }) => `${comment}${modifier}${text}`),
    ],
  };
}

function writtenType(declaration, typeNamed) {
  const comment = commentOf(declaration);
  const head = `type ${declaration.name.text} =`;
  const schema = schemaOf(declaration);
  if (schema !== undefined) {
    const { initializer, parent } = resolved(schema);
    const type = typeOfSchema(initializer, { typeNamed, constantNamed });
    const text = type.startsWith('{') ? `interface ${declaration.name.text} ${type}` : `${head} ${type};`;
    return { comment: comment || commentOf(parent.parent), text, refersTo: [] };
  }
  const list = listOf(declaration);
  if (list !== undefined) return { comment, text: `${head} ${wordsOf(list)};`, refersTo: [] };
  return {
    comment,
    text: declaration.getText().replace(/^export /u, ''),
    refersTo: typeNamesIn(declaration),
  };
}

/** The name of the schema in `z.infer<typeof schema>`; `undefined` for any other type. */
function schemaOf({ type }) {
  const isInferred = type && ts.isTypeReferenceNode(type) && type.typeName.getText() === 'z.infer';
  return isInferred ? type.typeArguments[0].exprName : undefined;
}

/** The name of the list in `(typeof list)[number]`; `undefined` for any other type. */
function listOf({ type }) {
  const isElement = type && ts.isIndexedAccessTypeNode(type) && ts.isParenthesizedTypeNode(type.objectType);
  return isElement ? type.objectType.type.exprName : undefined;
}

function wordsOf(list) {
  return resolved(list)
    .initializer.expression.elements.map((element) => element.getText())
    .join(' | ');
}

/** The names of types that a declaration refers to, without those of its own parameters. */
function typeNamesIn(node) {
  const own = new Set((node.typeParameters ?? []).map(({ name }) => name.text));
  const names = [];
  const visit = (child) => {
    if (ts.isTypeReferenceNode(child)) names.push(child.typeName);
    if (ts.isExpressionWithTypeArguments(child)) names.push(child.expression);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return names.filter(({ text }) => !own.has(text));
}

function constantNamed(identifier) {
  const { initializer } = resolved(identifier);
  return ts.isAsExpression(initializer) ? initializer.expression : initializer;
}

/** The declaration that a name stands for, in its own file or in the one that it is imported from. */
function resolved(identifier) {
  const source = identifier.getSourceFile();
  const declaration = source.statements
    .filter(ts.isImportDeclaration)
    .find(({ importClause }) =>
      importClause?.namedBindings?.elements?.some(({ name }) => name.text === identifier.text),
    );
  return declaration === undefined
    ? declarationIn(source, identifier.text)
    : declarationIn(importedFile(declaration), identifier.text);
}

function declarationIn(source, name) {
  const found = source.statements
    .flatMap((each) => (ts.isVariableStatement(each) ? each.declarationList.declarations : each))
    .find((each) => each.name?.text === name);
  if (found === undefined) throw new Error(`${source.fileName} declares no ${name}`);
  return found;
}

function importedFile(statement) {
  const { fileName } = statement.getSourceFile();
  const { text } = statement.moduleSpecifier;
  if (!text.startsWith('.')) throw new Error(`a type of the surface comes from ${text}`);
  return parse(join(dirname(fileName), text.replace(/\.js$/u, '.ts')));
}

const parsed = new Map();

function parse(path) {
  const file =
    parsed.get(path) ?? ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  parsed.set(path, file);
  return file;
}

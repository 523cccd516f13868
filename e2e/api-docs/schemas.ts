/**
 * TypeScript types → JSON schemas (2020-12). Types that have a name become schemas with that name;
 * comments become descriptions. What a schema cannot say is an error, not an empty schema.
 */
import ts from 'typescript';

export interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
}

/** Where names stand in an OpenAPI document. */
export const NAMED = '#/components/schemas/';

export class SchemaMaker {
  /** All that were met, by name. */
  readonly named = new Map<string, Schema>();
  readonly #checker: ts.TypeChecker;
  /** Which type has the name, so that two cannot have the same. */
  readonly #owners = new Map<string, ts.Symbol>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  of(type: ts.Type): Schema {
    const symbol = nameableSymbol(type);
    if (symbol === null) return this.#inline(type);
    const { name } = symbol;
    if (name === 'Json') return { description: 'Any JSON value.' };
    const owner = this.#owners.get(name);
    if (owner !== undefined && owner !== symbol) throw new Error(`Two types of the reference are called ${name}.`);
    if (owner === undefined) {
      this.#owners.set(name, symbol);
      // Before its parts, which may name it again.
      this.named.set(name, {});
      this.named.set(name, { ...described(this.comment(symbol)), ...this.#inline(type) });
    }
    return { $ref: NAMED + name };
  }

  comment(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.#checker)).trim();
  }

  #inline(type: ts.Type): Schema {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown))
      throw new Error('A type of the reference says nothing.');
    if (type.isUnion()) return this.#union(type);
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: this.#checker.typeToString(type) === 'true' };
    if (type.flags & ts.TypeFlags.String) return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (this.#checker.isArrayLikeType(type)) return { type: 'array', items: this.#itemsOf(type) };
    // `string & {}`: any text beside those that are listed.
    if (type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.String)) return { type: 'string' };
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.#object(type);
    throw new Error(`No schema for the type ${this.#checker.typeToString(type)}.`);
  }

  #itemsOf(type: ts.Type): Schema {
    const parts = this.#checker.getTypeArguments(type as ts.TypeReference);
    return anyOf(parts.map((part) => this.of(part)));
  }

  #union(type: ts.UnionType): Schema {
    const parts = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    const literals = parts.filter(isPlainLiteral);
    const booleans = parts.filter((part) => part.flags & ts.TypeFlags.BooleanLiteral);
    const rest = parts.filter((part) => !isPlainLiteral(part) && !booleans.includes(part));
    const schemas: Schema[] = [];
    if (literals.length > 1)
      schemas.push({ enum: literals.map(({ value }) => value).toSorted((a, b) => nullLast(String(a), String(b))) });
    else schemas.push(...literals.map((part) => this.of(part)));
    if (booleans.length > 1) schemas.push({ type: 'boolean' });
    else schemas.push(...booleans.map((part) => this.of(part)));
    return anyOf([...schemas, ...rest.map((part) => this.of(part))]);
  }

  #object(type: ts.Type): Schema {
    const schema: Schema = { type: 'object' };
    const index = this.#checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const properties = this.#checker.getPropertiesOfType(type);
    if (properties.length > 0) {
      schema.properties = Object.fromEntries(properties.map((one) => [one.name, this.#property(one)]));
      const required = properties.filter((one) => !(one.flags & ts.SymbolFlags.Optional)).map((one) => one.name);
      if (required.length > 0) schema.required = required;
    }
    if (index !== undefined) {
      schema.additionalProperties = index.type.flags & ts.TypeFlags.Never ? false : this.of(index.type);
    }
    return schema;
  }

  #property(symbol: ts.Symbol): Schema {
    const schema = this.of(this.#checker.getTypeOfSymbol(symbol));
    const comment = this.comment(symbol);
    return comment === '' ? schema : { ...schema, description: comment };
  }
}

function isPlainLiteral(type: ts.Type): type is ts.StringLiteralType | ts.NumberLiteralType {
  return type.isStringLiteral() || type.isNumberLiteral();
}

/** Of a type of ours that a reader may look up; null: it is told where it stands. */
function nameableSymbol(type: ts.Type): ts.Symbol | null {
  if (type.aliasSymbol !== undefined) {
    const isOurs = type.aliasTypeArguments === undefined && isExported(type.aliasSymbol);
    return isOurs ? type.aliasSymbol : null;
  }
  const symbol = type.getSymbol();
  if (symbol === undefined || !(symbol.flags & ts.SymbolFlags.Interface) || hasArguments(type)) return null;
  return isExported(symbol) ? symbol : null;
}

/** One of many types with the name: `Sparse<number>`. */
function hasArguments(type: ts.Type): boolean {
  const { target, typeArguments } = type as Partial<ts.TypeReference>;
  return target !== undefined && (typeArguments?.length ?? 0) > 0;
}

function isExported(symbol: ts.Symbol): boolean {
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined || declaration.getSourceFile().isDeclarationFile) return false;
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
}

function anyOf(schemas: Schema[]): Schema {
  const [only] = schemas;
  if (schemas.length === 1 && only !== undefined) return only;
  // The compiler's order depends on what else it has read.
  const types = schemas.flatMap((schema) => simpleType(schema) ?? []).toSorted(nullLast);
  if (types.length === schemas.length) return { type: types };
  return { anyOf: schemas.toSorted((a, b) => nullLast(JSON.stringify(a), JSON.stringify(b))) };
}

function nullLast(a: string, b: string): number {
  const [isANull, isBNull] = [a.includes('null'), b.includes('null')];
  if (isANull !== isBNull) return isANull ? 1 : -1;
  return a < b ? -1 : 1;
}

/** Of a schema that says nothing but its type. */
function simpleType(schema: Schema): string | null {
  return Object.keys(schema).length === 1 && typeof schema.type === 'string' ? schema.type : null;
}

function described(comment: string): Pick<Schema, 'description'> {
  return comment === '' ? {} : { description: comment };
}

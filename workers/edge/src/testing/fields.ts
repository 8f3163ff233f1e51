import { ID_PREFIXES, type IdKind } from "@netvexa/contract/ids";
import { describeApi } from "../http/openapi.ts";
import type { Operation } from "./operations.ts";
import type { TestApi } from "./test-api.ts";

/** As much of JSON Schema as the description uses. */
interface Schema {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

/** A place where a caller may put text of its own: a parameter of the address, a value or a key of the body. */
export interface Field {
  name: string;
  /** What the ids that are wanted here begin with, where an id is wanted. */
  idPrefix: string | undefined;
  /** A request that is valid but for the text at this place. */
  fill: (text: string) => { query: string; body: unknown };
}

export type IdSource = (prefix: string) => string;

/** Every field of an operation that holds text, read from the description; `idOf` names objects that are there. */
export function fieldsOf(api: Pick<TestApi, "app">, { method, path }: Operation, idOf: IdSource): Field[] {
  const document = JSON.parse(JSON.stringify(describeApi(api.app, "")));
  const described = document.paths[path][method.toLowerCase()];
  const reader = new SchemaReader(document.components.schemas, idOf);
  const schema: Schema | undefined = described.requestBody?.content["application/json"].schema;
  const sample = schema === undefined ? undefined : reader.sample(schema);
  const parameters: { in: string; name: string; schema: Schema }[] = described.parameters ?? [];
  const query = parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name, schema: { pattern } }) => ({
      name: `?${name}`,
      idPrefix: prefixOf(name, pattern),
      fill: (text: string) => ({ query: `?${name}=${encodeURIComponent(text)}`, body: sample }),
    }));
  const leaves = schema === undefined ? [] : reader.leaves(schema);
  return [
    ...query,
    ...leaves.map(({ name, pattern, put }) => ({
      name,
      idPrefix: prefixOf(name, pattern),
      fill: (text: string) => ({ query: "", body: put(text) }),
    })),
  ];
}

/** By its pattern, or by its name where the schema takes any text and the rule behind it looks for an object. */
function prefixOf(name: string, pattern = ""): string | undefined {
  const kind = /(\w+)Id$/.exec(name)?.[1];
  const known = (Object.keys(ID_PREFIXES) as IdKind[]).find((one) => one === kind);
  return /^\^([a-z]+)_\[/.exec(pattern)?.[1] ?? (known && ID_PREFIXES[known]);
}

interface Leaf {
  name: string;
  pattern: string | undefined;
  put: (text: string) => unknown;
}

class SchemaReader {
  readonly #schemas: Record<string, Schema>;
  readonly #idOf: IdSource;

  constructor(schemas: Record<string, Schema>, idOf: IdSource) {
    this.#schemas = schemas;
    this.#idOf = idOf;
  }

  #resolve(schema: Schema): Schema {
    const name = schema.$ref?.split("/").at(-1);
    const found = name === undefined ? schema : this.#schemas[name];
    if (found === undefined) throw new Error(`the description has no ${name}`);
    return found;
  }

  /** The smallest value that the schema takes. */
  sample(given: Schema): unknown {
    const schema = this.#resolve(given);
    const [first] = schema.oneOf ?? schema.anyOf ?? [];
    if (first !== undefined) return this.sample(first);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return schema.enum[0];
    if (schema.type === "array") return schema.items === undefined ? [] : [this.sample(schema.items)];
    if (schema.type === "object") {
      const required = schema.required ?? [];
      return Object.fromEntries(required.map((name) => [name, this.sample(schema.properties?.[name] ?? {})]));
    }
    if (schema.type === "integer" || schema.type === "number") return Math.max(schema.minimum ?? 1, 1);
    if (schema.type === "boolean") return true;
    return this.#text(schema);
  }

  #text({ format, pattern = "" }: Schema): string {
    const prefix = /^\^([a-z]+)_\[/.exec(pattern)?.[1];
    if (prefix !== undefined) return this.#idOf(prefix);
    if (format === "email") return "ada@netvexa.test";
    if (format === "uri") return "https://example.com/";
    if (format === "date-time") return "2100-01-01T00:00:00Z";
    return "Text";
  }

  leaves(given: Schema): Leaf[] {
    const schema = this.#resolve(given);
    const variants = schema.oneOf ?? schema.anyOf ?? [];
    if (variants.length > 0) return variants.flatMap((variant) => this.leaves(variant));
    if (schema.type === "string") {
      return schema.const === undefined ? [{ name: "", pattern: schema.pattern, put: (text) => text }] : [];
    }
    if (schema.type === "array" && schema.items !== undefined) {
      return this.leaves(schema.items).map((leaf) => ({
        ...leaf,
        name: `/0${leaf.name}`,
        put: (text) => [leaf.put(text)],
      }));
    }
    if (schema.type !== "object") return [];
    const base = this.sample(schema) as Record<string, unknown>;
    const own = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
      this.leaves(property).map(({ name, pattern, put }) => ({
        name: `/${key}${name}`,
        pattern,
        put: (text: string): unknown => ({ ...base, [key]: put(text) }),
      })),
    );
    const key: Leaf = { name: "/(key)", pattern: undefined, put: (text) => ({ ...base, [text]: "Text" }) };
    return [...own, key];
  }
}

/** What the ids begin with that are wanted, to the id of an object that is there. */
export type IdSource = (prefix: string) => string;

/** As much of JSON Schema as the description uses. */
export interface Schema {
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

interface Leaf {
  name: string;
  pattern: string | undefined;
  put: (text: string) => unknown;
}

/** An object of the body, at any depth. */
export interface ObjectNode {
  name: string;
  /** What the schema itself has there. */
  knows: ReadonlySet<string>;
  /** The smallest body that has it, with these members more. */
  put: (members: object) => unknown;
}

export class SchemaReader {
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

  objects(given: Schema): ObjectNode[] {
    const schema = this.#resolve(given);
    const variants = schema.oneOf ?? schema.anyOf ?? [];
    if (variants.length > 0) return variants.flatMap((variant) => this.objects(variant));
    if (schema.type === "array" && schema.items !== undefined) {
      return this.objects(schema.items).map(({ name, knows, put }) => {
        return { name: `/0${name}`, knows, put: (members) => [put(members)] };
      });
    }
    if (schema.type !== "object") return [];
    const base = this.sample(schema) as Record<string, unknown>;
    const properties = Object.entries(schema.properties ?? {});
    const inner = properties.flatMap(([key, property]) =>
      this.objects(property).map(({ name, knows, put }) => {
        return { name: `/${key}${name}`, knows, put: (members: object) => ({ ...base, [key]: put(members) }) };
      }),
    );
    const knows = new Set(properties.map(([key]) => key));
    return [{ name: "", knows, put: (members) => ({ ...base, ...members }) }, ...inner];
  }
}

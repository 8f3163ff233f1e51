import { ID_PREFIXES, type IdKind } from "@netvexa/contract/ids";

/** As much of JSON Schema as the description of the API uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  example?: unknown;
  pattern?: string;
  format?: string;
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

export type Schemas = Readonly<Record<string, Schema>>;

const KINDS = Object.entries(ID_PREFIXES) as [IdKind, string][];
/** Names that say of what kind their value is, where the schema does not. */
const ALIASES: Readonly<Record<string, IdKind>> = {
  keyId: "apiKey",
  memberId: "user",
  actor: "user",
  organizationId: "tenant",
};

/** The kind of id that a field takes, by its pattern or else by its name; undefined for what is no id. */
export function kindOfField(name: string, schema: Schema = {}): IdKind | undefined {
  const byPattern = KINDS.find(([, prefix]) => schema.pattern?.startsWith(`^${prefix}_`));
  if (byPattern !== undefined) return byPattern[0];
  const wanted = ALIASES[name] ?? name.replace(/Ids?$/, "");
  const isNamed = name in ALIASES || /Ids?$/.test(name);
  return isNamed ? KINDS.find(([kind]) => kind === wanted)?.[0] : undefined;
}

export function resolve(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split("/").at(-1);
  const found = name === undefined ? schema : (schemas[name] ?? {});
  if (found.$ref !== undefined) return resolve(found, schemas);
  const { allOf = [], ...own } = found;
  if (allOf.length === 0) return own;
  const parts = [own, ...allOf.map((part) => resolve(part, schemas))];
  return Object.assign({}, ...parts, {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
  });
}

/** Values that a field takes whose schema alone does not say which. */
export type Facts = (name: string, kind: IdKind | undefined) => unknown;

/** The smallest value that the schema takes: required fields only. */
export function sampleOf(given: Schema, schemas: Schemas, facts: Facts, name = ""): unknown {
  const schema = resolve(given, schemas);
  const known = facts(name, kindOfField(name, schema));
  if (known !== undefined && schema.type !== "array" && schema.type !== "object") return known;
  if (schema.const !== undefined) return schema.const;
  if (schema.example !== undefined) return schema.example;
  if (schema.enum !== undefined) return schema.enum.at(-1);
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (choice !== undefined) return sampleOf(choice, schemas, facts, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((field) => [
          field,
          sampleOf(schema.properties?.[field] ?? {}, schemas, facts, field),
        ]),
      );
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, schemas, facts, name));
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
    case "boolean":
      return false;
    default:
      return sampleText(schema);
  }
}

const BY_FORMAT: Readonly<Record<string, () => string>> = {
  email: () => `${crypto.randomUUID()}@netvexa.test`,
  uri: () => "https://example.com/",
  uuid: () => crypto.randomUUID(),
  "date-time": () => "2099-01-01T00:00:00Z",
};

function sampleText({ format = "", minLength = 1 }: Schema): string {
  return BY_FORMAT[format]?.() ?? "sample".padEnd(minLength, "e");
}

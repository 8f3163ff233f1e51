import type { IdKind } from "@netvexa/contract/ids";
import type { Declaration } from "@netvexa/edge/declared/declaration";
import { isAllowed } from "@netvexa/edge/services/permissions";
import { kindOfField, resolve, type Schema, type Schemas } from "./sample.ts";

/** A place in a request that takes an id, or a secret that stands for one. */
export interface IdField {
  in: "path" | "query" | "body";
  /** Steps to the field; an array is entered by its first element. */
  path: readonly string[];
  kind: IdKind | "secret";
  isRequired: boolean;
}

export interface Operation {
  name: string;
  method: string;
  path: string;
  /** Whoever asks may ask: it shows what the owner of the agent has made public. */
  isPublic: boolean;
  /** For whoever runs the product: no credential of a tenant opens it. */
  isClosed: boolean;
  isOwnerOnly: boolean;
  isWrite: boolean;
  fields: readonly IdField[];
  body: Schema | undefined;
}

interface Described {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface Description {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Schemas };
}

/** What a widget asks for names an agent by its public id, from a page. */
const WIDGET = "/v1/widget/";
const OF_TENANTS: ReadonlySet<string> = new Set(["access_token", "api_key", "session", "visitor_token"]);
const ADMIN = { kind: "user", id: "", role: "admin", sessionId: "" } as const;
const SECRETS = new Set(["token"]);
const DEPTH_MAX = 6;

/** Every declared HTTP route, with all that it takes. A route that is not described has what its path names. */
export function operationsOf(declared: readonly Declaration[], description: Description): Operation[] {
  const { schemas } = description.components;
  return declared
    .filter(({ surface }) => surface === "http")
    .map(({ name, credentials, tenant, repeats, permission }) => {
      const [method = "", path = ""] = name.split(" ");
      const described = description.paths[path]?.[method.toLowerCase()] ?? {};
      const body = described.requestBody?.content["application/json"]?.schema;
      return {
        name,
        method,
        path,
        isPublic: tenant === "agent" || path.startsWith(WIDGET),
        isClosed: credentials.length > 0 && !credentials.some((kind) => OF_TENANTS.has(kind)),
        isOwnerOnly: permission !== undefined && !isAllowed(ADMIN, permission),
        isWrite: method !== "GET" && method !== "OPTIONS" && repeats !== "safe",
        fields: [...pathFields(path, described), ...queryFields(described), ...bodyFields(body, schemas)],
        body,
      };
    });
}

function pathFields(path: string, { parameters = [] }: Described): IdField[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = ""]) => {
    const schema = parameters.find((parameter) => parameter.in === "path" && parameter.name === name)?.schema;
    const kind = kindOfField(name, schema);
    return kind === undefined ? [] : [{ in: "path" as const, path: [name], kind, isRequired: true }];
  });
}

function queryFields({ parameters = [] }: Described): IdField[] {
  return parameters.flatMap(({ name, in: place, schema, required = false }) => {
    const kind = place === "query" ? kindOfField(name, schema) : undefined;
    return kind === undefined ? [] : [{ in: "query" as const, path: [name], kind, isRequired: required }];
  });
}

function bodyFields(given: Schema | undefined, schemas: Schemas, path: readonly string[] = []): IdField[] {
  if (given === undefined || path.length > DEPTH_MAX) return [];
  const schema = resolve(given, schemas);
  const name = path.findLast((step) => step !== "0") ?? "";
  const kind = kindOfField(name, schema) ?? (SECRETS.has(name) ? "secret" : undefined);
  if (kind !== undefined && schema.items === undefined && schema.properties === undefined) {
    return [{ in: "body", path, kind, isRequired: false }];
  }
  const choices = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  const parts = [
    ...choices.map((choice) => bodyFields(choice, schemas, path)),
    ...(schema.items === undefined ? [] : [bodyFields(schema.items, schemas, [...path, "0"])]),
    ...Object.entries(schema.properties ?? {}).map(([field, part]) => bodyFields(part, schemas, [...path, field])),
  ];
  const fields = new Map(parts.flat().map((field) => [field.path.join("/"), field]));
  return [...fields.values()];
}

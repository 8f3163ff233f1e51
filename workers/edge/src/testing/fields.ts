import { ID_PREFIXES, type IdKind } from "@netvexa/contract/ids";
import { describeApi } from "../http/openapi.ts";
import type { Operation } from "./operations.ts";
import { type IdSource, type ObjectNode, type Schema, SchemaReader } from "./schema-reader.ts";
import type { TestApi } from "./test-api.ts";

/** A place where a caller may put text of its own: a parameter of the address, a value or a key of the body. */
export interface Field {
  name: string;
  /** What the ids that are wanted here begin with, where an id is wanted. */
  idPrefix: string | undefined;
  /** A request that is valid but for the text at this place. */
  fill: (text: string) => { query: string; body: unknown };
}

/** Every field of an operation that holds text, read from the description; `idOf` names objects that are there. */
export function fieldsOf(api: Pick<TestApi, "app">, operation: Operation, idOf: IdSource): Field[] {
  const { reader, schema, parameters } = readOperation(api, operation, idOf);
  const sample = schema === undefined ? undefined : reader.sample(schema);
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

/** Every object of an operation's body, so that a member may be put into each. */
export function objectsOf(api: Pick<TestApi, "app">, operation: Operation, idOf: IdSource): ObjectNode[] {
  const { reader, schema } = readOperation(api, operation, idOf);
  return schema === undefined ? [] : reader.objects(schema);
}

function readOperation(api: Pick<TestApi, "app">, { method, path }: Operation, idOf: IdSource) {
  const document = JSON.parse(JSON.stringify(describeApi(api.app, "")));
  const described = document.paths[path][method.toLowerCase()];
  const schema: Schema | undefined = described.requestBody?.content["application/json"].schema;
  const parameters: { in: string; name: string; schema: Schema }[] = described.parameters ?? [];
  return { reader: new SchemaReader(document.components.schemas, idOf), schema, parameters };
}

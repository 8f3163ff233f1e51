import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UsageError } from "./options.ts";

const Doc = z.object({ id: z.string(), title: z.string().default(""), text: z.string() });
const Query = z.object({ id: z.string(), text: z.string(), rel: z.record(z.string(), z.number()) });
const DataSet = z.object({ docs: z.array(Doc).min(1), queries: z.array(Query).min(1) });
export type DataSet = z.infer<typeof DataSet>;

const Dev = z.object({ url: z.string(), apiKey: z.string() });
export type Dev = z.infer<typeof Dev>;

export function readDataSet(path: string): Promise<DataSet> {
  return readJson(path, DataSet, "--data must be { docs: [{ id, title, text }], queries: [{ id, text, rel }] }");
}

export function readDev(path: string): Promise<Dev> {
  return readJson(path, Dev, "--dev must name the file that `npm start` writes; is the system running?");
}

async function readJson<T>(path: string, schema: z.ZodType<T>, hint: string): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : error;
    throw new UsageError(`${path}: ${reason instanceof Error ? reason.message : reason}\n${hint}`);
  }
}

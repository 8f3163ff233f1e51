import { existsSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import type { EngineReply, EngineRequest, EngineSetup } from "./engine.ts";
import { keepSnapshot, readSnapshot } from "./snapshot.ts";

/** One database in a thread of its own, so that a long query stalls nothing but its own database. */
const { dataDir } = workerData as EngineSetup;
const isNew = dataDir === undefined || !existsSync(join(dataDir, "PG_VERSION"));
const snapshot = isNew ? readSnapshot() : undefined;
const database = await PGlite.create({
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(snapshot && { loadDataDir: snapshot }),
  extensions: { vector },
});
if (isNew && snapshot === undefined) await keepSnapshot(database);

function reply(message: EngineReply): void {
  parentPort?.postMessage(message);
}

async function answer(request: EngineRequest): Promise<EngineReply> {
  try {
    if (request.bytes === undefined) {
      await database.close();
      return { id: request.id, bytes: new Uint8Array() };
    }
    return { id: request.id, bytes: await database.execProtocolRaw(request.bytes) };
  } catch (error) {
    return { id: request.id, error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", async (request: EngineRequest) => {
  reply(await answer(request));
  if (request.bytes === undefined) parentPort?.close();
});
reply({ id: 0, bytes: new Uint8Array() });

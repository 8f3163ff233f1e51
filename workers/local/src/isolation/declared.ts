import { join } from "node:path";
import type { Declaration } from "@netvexa/edge/declared/declaration";

interface Edge {
  createApp(options: { servicesOf: () => never; log: () => void }): unknown;
  declaredRoutes(app: unknown): Declaration[];
}

/** Every way in that the Worker declares, read from its own table. By path: the Worker's types are of another platform. */
export async function readDeclared(rootDir: string): Promise<Declaration[]> {
  const load = async (path: string) => (await import(join(rootDir, "workers/edge/src", path))) as Edge;
  const { createApp } = await load("http/app.ts");
  const { declaredRoutes } = await load("declared/routes.ts");
  const servicesOf = () => {
    throw new Error("nothing is served here");
  };
  return declaredRoutes(createApp({ servicesOf, log: () => undefined }));
}

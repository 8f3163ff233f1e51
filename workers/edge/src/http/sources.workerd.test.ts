import { inputKey } from "@netvexa/contract/jobs";
import { LIMITS } from "@netvexa/contract/limits";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { sendStrandedSources } from "../services/source/sweep.ts";
import { TestApi } from "../testing/test-api.ts";

const MINUTE_MS = 60_000;

async function open() {
  const api = new TestApi();
  const tenant = await api.newTenant();
  const agentId = await api.newAgent(tenant.token);
  const create = (body: unknown) => api.call("POST", `/v1/agents/${agentId}/sources`, { token: tenant.token, body });
  const call = (method: string, path: string) => api.call(method, path, { token: tenant.token });
  return { api, ...tenant, agentId, create, call };
}

const file = { kind: "file", name: "guide.pdf", contentType: "application/pdf", sizeBytes: 1_000 };

describe("sources", () => {
  it("store what is to be read, then ask the pipeline to read it", async () => {
    const { api, tenantId, agentId, create } = await open();
    const documents = [{ externalId: "a", title: "Opening hours", text: "We open at nine." }];
    const { status, json } = await create({ kind: "documents", documents });
    expect(status).toBe(201);
    expect(json.source).toMatchObject({ kind: "documents", name: "Opening hours", status: "queued", agentId });
    const key = inputKey({ tenantId, sourceId: json.source.id, revision: 1 });
    expect(api.world.objects.get(key)?.json).toEqual({ kind: "documents", documents });
    expect(api.world.jobs).toMatchObject([{ sourceId: json.source.id, inputKey: key, revision: 1, kind: "documents" }]);
  });

  it.each([
    [{ kind: "url", url: "https://example.com/a" }, "https://example.com/a"],
    [{ kind: "qa", pairs: [{ question: "Who?", answer: "We." }] }, "1 question"],
  ])("take %o", async (body, name) => {
    const { api, create } = await open();
    const { json } = await create(body);
    expect(json.source).toMatchObject({ name, status: "queued" });
    expect(api.world.jobs).toHaveLength(1);
  });

  it("wait for a file until it lies there in its declared size", async () => {
    const { api, tenantId, create, call } = await open();
    const { json } = await create(file);
    expect(json.source.status).toBe("awaiting_upload");
    expect(json.upload).toMatchObject({ method: "PUT", headers: { "Content-Type": "application/pdf" } });
    const path = `/v1/sources/${json.source.id}/complete`;
    expect((await call("POST", path)).problem.code).toBe("upload_missing");
    const key = inputKey({ tenantId, sourceId: json.source.id, revision: 1 });
    api.world.objects.set(key, { sizeBytes: 999 });
    expect((await call("POST", path)).problem.code).toBe("upload_missing");
    api.world.objects.set(key, { sizeBytes: 1_000 });
    expect((await call("POST", path)).json.status).toBe("queued");
    expect((await call("POST", path)).json.status).toBe("queued");
    expect(api.world.jobs).toHaveLength(1);
  });

  it.each([
    [{ ...file, contentType: "image/png" }, 415, "unsupported_media_type"],
    [{ ...file, name: "guide.docx" }, 415, "unsupported_media_type"],
    [{ ...file, sizeBytes: LIMITS.fileMaxBytes + 1 }, 413, "source_too_large"],
    [{ kind: "url", url: "ftp://example.com/" }, 422, "invalid_request"],
    [{ kind: "sitemap", url: "https://example.com/" }, 422, "invalid_request"],
  ])("refuse %o", async (body, status, code) => {
    const { api, create } = await open();
    expect((await create(body)).problem).toMatchObject({ status, code });
    expect(api.world.objects.size).toBe(0);
  });

  it("take documents up to the larger limit of their route", async () => {
    const { create } = await open();
    const text = "x".repeat(LIMITS.documentTextMaxChars);
    expect((await create({ kind: "documents", documents: [{ externalId: "a", title: "A", text }] })).status).toBe(201);
  });

  it("are read again on demand, but not while they are being read", async () => {
    const { api, tenantId, create, call } = await open();
    const { json } = await create({ kind: "url", url: "https://example.com/a" });
    const path = `/v1/sources/${json.source.id}/sync`;
    expect((await call("POST", path)).problem.code).toBe("conflict");
    await tenantBatch(api.services.db, mintTenantContext(tenantId), (query) => [
      query
        .update(source)
        .set({ status: "failed", problemCode: "source_unreachable" })
        .where(eq(source.id, json.source.id)),
    ]);
    const failed = await call("GET", `/v1/sources/${json.source.id}`);
    expect(failed.json.problem).toMatchObject({ code: "source_unreachable", title: "The page could not be fetched" });
    const synced = await call("POST", path);
    expect(synced.json.status).toBe("queued");
    expect(synced.json).not.toHaveProperty("problem");
    expect(api.world.jobs.map((job) => job.revision)).toEqual([1, 2]);
  });

  it("keep one input over all readings, which is there until they go", async () => {
    const { api, tenantId, create, call } = await open();
    const { json } = await create({ kind: "url", url: "https://example.com/a" });
    for (let reading = 2; reading <= 4; reading += 1) {
      await tenantBatch(api.services.db, mintTenantContext(tenantId), (query) => [
        query.update(source).set({ status: "ready" }).where(eq(source.id, json.source.id)),
      ]);
      await call("POST", `/v1/sources/${json.source.id}/sync`);
      expect([...api.world.objects.keys()]).toEqual([api.world.jobs.at(-1)?.inputKey]);
    }
    expect(api.world.jobs.map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
    await call("DELETE", `/v1/sources/${json.source.id}`);
    expect(api.world.objects.size).toBe(0);
  });

  it("stay queued when the queue does not answer, and are sent by the sweep a minute later", async () => {
    const { api, create } = await open();
    api.world.isQueueDown = true;
    const { status, json } = await create({ kind: "url", url: "https://example.com/a" });
    expect([status, json.source.status]).toEqual([201, "queued"]);
    expect(api.world.log).toContainEqual(expect.objectContaining({ event: "enqueue_failed" }));
    api.world.isQueueDown = false;
    const sentOf = () => api.world.jobs.filter((job) => job.sourceId === json.source.id).length;
    await sendStrandedSources(api.services);
    expect(sentOf()).toBe(0);
    api.world.nowMs += MINUTE_MS + 1;
    await sendStrandedSources(api.services);
    await sendStrandedSources(api.services);
    expect(sentOf()).toBe(1);
  });

  it("are listed and deleted with what they stored", async () => {
    const { api, agentId, create, call } = await open();
    const { json } = await create({ kind: "url", url: "https://example.com/a" });
    expect((await call("GET", `/v1/agents/${agentId}/sources`)).json.items).toEqual([json.source]);
    expect((await call("GET", `/v1/sources/${json.source.id}/documents`)).json).toEqual({
      items: [],
      nextCursor: null,
    });
    expect((await call("DELETE", `/v1/sources/${json.source.id}`)).status).toBe(204);
    expect(api.world.objects.size).toBe(0);
    expect((await call("GET", `/v1/sources/${json.source.id}`)).status).toBe(404);
  });
});

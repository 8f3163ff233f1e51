// `npm run audit -- verify [--tenant ten_…]`: walks the audit chain of each tenant, or of one, and names the first link
// that does not hold. Reads DATABASE_URL.
import { parseArgs } from "node:util";
import { openDatabase } from "../db/src/client.ts";
import { controlBatch } from "../db/src/control.ts";
import { tenant } from "../db/src/schema/tenant.ts";
import { mintTenantContext } from "../db/src/tenant-context.ts";
import { verifyAuditChain } from "../workers/edge/src/services/audit/verify.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { tenant: { type: "string" } } });

async function tenantIds(db) {
  if (values.tenant !== undefined) return [values.tenant];
  const [rows] = await controlBatch(db, (query) => [query.select({ id: tenant.id }).from(tenant).orderBy(tenant.id)]);
  return rows.map(({ id }) => id);
}

async function verify(url) {
  const db = openDatabase({ url });
  let broken = 0;
  for (const tenantId of await tenantIds(db)) {
    const report = await verifyAuditChain(db, mintTenantContext(tenantId));
    const fault = report.broken && `BROKEN at ${report.broken.seq}: ${report.broken.fault}`;
    console.log(`${tenantId}  ${report.events} events  ${fault ?? "whole"}`);
    if (report.broken !== undefined) broken += 1;
  }
  return broken;
}

if (positionals[0] !== "verify") {
  console.error("usage: npm run audit -- verify [--tenant ten_…]");
  process.exitCode = 2;
} else if (!process.env.DATABASE_URL) {
  console.error("DATABASE_URL is not set. Of a running local product it is in .local/dev.json.");
  process.exitCode = 2;
} else {
  process.exitCode = (await verify(process.env.DATABASE_URL)) === 0 ? 0 : 1;
}

// `npm run audit -- verify [--tenant ten_…]`: walks the audit chain of each tenant, or of one, and names the first link
// that does not hold. Asks the database of DATABASE_URL, or else that of the product that runs here.
import { parseArgs } from "node:util";
import { controlBatch } from "../db/src/control.ts";
import { tenant } from "../db/src/schema/tenant.ts";
import { mintTenantContext } from "../db/src/tenant-context.ts";
import { isId } from "../workers/contract/src/ids.ts";
import { verifyAuditChain } from "../workers/edge/src/services/audit/verify.ts";
import { connectProduct } from "../workers/local/src/tenant/connect-product.ts";
import { root } from "./lib.mjs";

const USAGE = `npm run audit -- verify [--tenant ten_…]

Checks the audit log of every tenant, or of one, and exits with 1 if a link does not hold.
Asks the database of DATABASE_URL, or else that of the product that runs on this machine.`;

/** What was asked for, or why it cannot be: with what the wrong call should have been. */
function readCommand(argv) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { tenant: { type: "string" } },
    });
    if (positionals.length !== 1 || positionals[0] !== "verify") return { fault: "There is no such command." };
    if (values.tenant !== undefined && !isId("tenant", values.tenant))
      return { fault: "--tenant takes a tenant's id." };
    return { tenantId: values.tenant };
  } catch (error) {
    return { fault: error.message };
  }
}

async function verify({ tenantId }) {
  const product = await connectProduct(process.env, { rootDir: root });
  try {
    return await verifyIn(product.db, tenantId);
  } finally {
    await product.close();
  }
}

/** How many of the logs do not hold, or are out of reach: one does not keep the others from being looked at. */
async function verifyIn(db, tenantId) {
  const [rows] = await controlBatch(db, (query) => [query.select({ id: tenant.id }).from(tenant).orderBy(tenant.id)]);
  const known = rows.map(({ id }) => id);
  let broken = 0;
  for (const id of tenantId === undefined ? known : [tenantId]) {
    const report = await verifyAuditChain(db, mintTenantContext(id)).catch((error) => ({ error }));
    if (report.error !== undefined) {
      console.log(`${id}  OUT OF REACH: ${report.error.message}`);
      broken += 1;
      continue;
    }
    // The log of an erased workspace stays, so only one without any is nobody's.
    if (report.events === 0 && !known.includes(id)) throw new Error(`There is no tenant ${id}.`);
    const fault = report.broken && `BROKEN at ${report.broken.seq}: ${report.broken.fault}`;
    console.log(`${id}  ${report.events} events  ${fault ?? "whole"}`);
    if (report.broken !== undefined) broken += 1;
  }
  return broken;
}

const command = readCommand(process.argv.slice(2));
if (command.fault !== undefined) {
  console.error(`${command.fault}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  process.exitCode = await verify(command).then(
    (broken) => (broken === 0 ? 0 : 1),
    (error) => {
      console.error(error.message);
      return 1;
    },
  );
}

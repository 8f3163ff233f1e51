import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cancelTenant, confirmTenant, listTenants, moveOneTenant, resealTenants, sweepTenants } from "./commands.ts";
import { connectProduct } from "./connect-product.ts";
import { findOperator, freezeTenant } from "./freeze-tenant.ts";
import { readCommand, TenantCommandError, USAGE } from "./read-command.ts";

const rootDir = fileURLToPath(new URL("../../../..", import.meta.url));

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  const { stateDir = join(rootDir, ".local") } = command;
  if (command.kind === "freeze" || command.kind === "thaw") {
    const action = command.kind;
    console.log(await freezeTenant(findOperator(process.env, stateDir), { tenantId: command.tenantId, action }));
    return;
  }
  const product = await connectProduct(process.env, { rootDir, stateDir });
  try {
    if (command.kind === "list") console.log(await listTenants(product));
    if (command.kind === "move") console.log(await moveOneTenant(product, command, process.env));
    if (command.kind === "confirm") console.log(await confirmTenant(product, command.tenantId));
    if (command.kind === "cancel") console.log(await cancelTenant(product, command.tenantId));
    if (command.kind === "sweep") console.log(await sweepTenants(product));
    if (command.kind === "reseal") console.log(await resealTenants(product));
  } finally {
    await product.close();
  }
}

main().catch((error: unknown) => {
  const isUsage = error instanceof TenantCommandError;
  console.error(isUsage ? `${error.message}\n\n${USAGE}` : error instanceof Error ? error.message : String(error));
  process.exitCode = isUsage ? 2 : 1;
});

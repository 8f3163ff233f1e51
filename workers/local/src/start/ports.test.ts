import { createServer } from "node:net";
import { expect, it } from "vitest";
import { StartError } from "./options.ts";
import { checkPort, freePort } from "./ports.ts";

it("says which port is taken and how to choose another", async () => {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
  await expect(checkPort(port)).rejects.toThrow(
    new StartError(`port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1} npm start`),
  );
  await new Promise((resolve) => other.close(resolve));
  await expect(checkPort(port)).resolves.toBeUndefined();
});

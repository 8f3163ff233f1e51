import { createServer } from "node:net";
import { StartError } from "./options.ts";

function listen(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

/** Throws a `StartError` that names the port and the ways out if somebody else listens on it. */
export async function checkPort(port: number): Promise<void> {
  try {
    await listen(port, "127.0.0.1");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EACCES")
      throw new StartError(`port ${port} may not be opened by this user. Choose another: PORT=8001 npm start`);
    throw new StartError(
      `port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1} npm start`,
    );
  }
}

/** A port that was free a moment ago, for parts that only this process tree talks to. */
export function freePort(): Promise<number> {
  return listen(0, "127.0.0.1");
}

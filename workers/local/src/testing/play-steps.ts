import type { ServerResponse } from "node:http";
import type { ScriptStep } from "./model-script.ts";

/** Plays the steps, each at its time after `startMs`: a late timer delays one step and never those behind it. */
export function playSteps(response: ServerResponse, steps: readonly ScriptStep[], startMs: number): void {
  let next = 0;
  let timer: NodeJS.Timeout | undefined;
  response.on("close", () => clearTimeout(timer));
  const play = (): void => {
    for (let step = steps[next]; step; step = steps[next]) {
      const waitMs = startMs + step.atMs - performance.now();
      // A timer may fire up to a millisecond early; waiting again would make it late.
      if (waitMs > 0.5) {
        timer = setTimeout(play, waitMs);
        return;
      }
      next += 1;
      run(response, step);
    }
  };
  play();
}

function run(response: ServerResponse, { action }: ScriptStep): void {
  switch (action.kind) {
    case "open":
      response.writeHead(action.status, action.headers);
      response.flushHeaders();
      return;
    case "write":
      response.write(action.text);
      return;
    case "end":
      response.end();
      return;
    case "destroy":
      // What was written must be out before the connection goes.
      setImmediate(() => response.destroy());
  }
}

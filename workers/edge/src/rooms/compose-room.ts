import { newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { createVisitorTokens } from "../auth/tokens.ts";
import { composeModels, log } from "../compose.ts";
import { composeDatabase } from "../compose-database.ts";
import { doorName } from "../doors/door-name.ts";
import { type Env, readSettings } from "../env.ts";
import { describeError } from "../observability/logger.ts";
import { logShortfall } from "../rag/log-shortfall.ts";
import { composeVault } from "../sealing/compose-vault.ts";
import { createExpiringCache } from "../services/expiring-cache.ts";
import { logRoomEvent } from "./log-event.ts";
import type { RoomDeps } from "./ports.ts";
import { createRights } from "./rights.ts";
import { createTranscriptStore } from "./transcript-store.ts";
import { createTurnRunner } from "./turn-runner.ts";

/** With the doorkeeper's own patience under five seconds in all. */
const RIGHTS_TTL_MS = 2_500;
const RIGHTS_MAX_ENTRIES = 1_000;

const composed = new WeakMap<Env, RoomDeps>();

/** What rooms are made of outside of tests; shared by all rooms of an isolate. Throws `misconfigured`. */
export function composeRoom(env: Env): RoomDeps {
  const known = composed.get(env);
  if (known !== undefined) return known;
  const checked = readSettings(env);
  if (!checked.ok) {
    log("error", "misconfigured", { faults: checked.faults });
    throw new ServiceError("misconfigured");
  }
  const { settings } = checked;
  const db = composeDatabase(settings);
  const now = () => Date.now();
  const deps: RoomDeps = {
    origin: settings.PUBLIC_URL,
    turns: createTurnRunner({ db, ...composeModels(settings), now, onFault, onShortfall: logShortfall(log) }),
    transcript: createTranscriptStore({ db, vault: composeVault(db, settings) }),
    rights: createRights({
      db,
      agents: createExpiringCache({ ttlMs: RIGHTS_TTL_MS, maxEntries: RIGHTS_MAX_ENTRIES, now }),
      visitorTokens: createVisitorTokens({ secret: settings.VISITOR_TOKEN_SECRET, now }),
      publicUrl: settings.PUBLIC_URL,
      isDevelopment: settings.ENVIRONMENT === "development",
      now,
    }),
    door: {
      note: async (join, is) =>
        env.AGENT_DOOR.getByName(doorName(join)).note({ conversationId: join.conversationId, ...is }),
      lease: async ({ conversationId, visitorId, ...door }) =>
        env.AGENT_DOOR.getByName(doorName(door)).lease({ conversationId, visitorId }),
    },
    log: (event) => logRoomEvent(log, event),
    now,
    random: Math.random,
    newMessageId: () => newId("message"),
    newLeadId: () => newId("event"),
    after: (delayMs, action) => {
      const timer = setTimeout(action, delayMs);
      return () => clearTimeout(timer);
    },
  };
  composed.set(env, deps);
  return deps;
}

/** A rung of the ladder gave way and the visitor was answered all the same. */
function onFault({ step, error }: { step: "search" | "model"; error: unknown }): void {
  log("warn", "turn_degraded", { code: step, ...describeError(error) });
}

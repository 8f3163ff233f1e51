import type { ApiKeyInput, ApiKeyScope } from "@netvexa/contract/http/api-keys";
import { createSignal } from "solid-js";

export type Access = "write" | "read" | "some";
export type Span = "never" | "30" | "90" | "365";

const DAY_MS = 86_400_000;

function toggled<T>(list: readonly T[], item: T): T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

/** What a new key may do, for which agents, and until when: as it is chosen in the form. */
export function createReach(now: () => number) {
  const [access, setAccess] = createSignal<Access>("write");
  const [scopes, setScopes] = createSignal<ApiKeyScope[]>([]);
  const [isLimited, setLimited] = createSignal(false);
  const [agents, setAgents] = createSignal<string[]>([]);
  const [span, setSpan] = createSignal<Span>("never");

  function chosenScopes(): ApiKeyScope[] {
    if (access() === "some") return scopes();
    return access() === "write" ? ["read", "write"] : ["read"];
  }

  return {
    access,
    setAccess,
    scopes,
    toggleScope: (scope: ApiKeyScope) => setScopes((list) => toggled(list, scope)),
    isLimited,
    setLimited,
    agents,
    toggleAgent: (agentId: string) => setAgents((list) => toggled(list, agentId)),
    span,
    setSpan,
    hasNoScope: () => chosenScopes().length === 0,
    hasNoAgent: () => isLimited() && agents().length === 0,
    input(): Pick<ApiKeyInput, "scopes" | "agents" | "expiresAt"> {
      const days = Number(span());
      return {
        scopes: chosenScopes(),
        ...(isLimited() ? { agents: agents() as NonNullable<ApiKeyInput["agents"]> } : {}),
        ...(span() === "never" ? {} : { expiresAt: new Date(now() + days * DAY_MS).toISOString() }),
      };
    },
  };
}

export type Reach = ReturnType<typeof createReach>;

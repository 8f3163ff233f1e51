import type { Agent } from "@netvexa/contract/http/agents";
import { type Accessor, createContext, useContext } from "solid-js";
import type { Uploads } from "../../data/create-uploads.ts";

interface AgentScope {
  agentId: Accessor<string>;
  agent: Accessor<Agent>;
  uploads: Uploads;
}

export const AgentContext = createContext<AgentScope>();

export function useAgentScope(): AgentScope {
  const scope = useContext(AgentContext);
  if (!scope) throw new Error("useAgentScope needs an AgentLayout above it");
  return scope;
}

import { LIMITS } from "@netvexa/contract/limits";
import type { Declaration } from "./declaration.ts";

type OpenRoute = Omit<Declaration, "name" | "surface">;

const ANYBODY = { credentials: [], tenant: "none", checks: ["none"], repeats: "safe" } as const;

/** Routes that ask for no bearer credential. Whatever is neither here nor behind a permission does not open. */
export const OPEN_ROUTES: Readonly<Record<string, OpenRoute>> = {
  "GET /healthz": ANYBODY,
  "GET /readyz": ANYBODY,
  "GET /openapi.json": ANYBODY,
  "GET /.well-known/jwks.json": ANYBODY,
  "GET /dev/*": ANYBODY,
  // Sign-in checks each of its own requests, and limits them by account and by address.
  "ALL /auth/*": {
    credentials: [],
    tenant: "none",
    checks: ["headers", "body"],
    maxBytes: LIMITS.authBodyMaxBytes,
    repeats: "adds",
  },
  "POST /v1/token": {
    credentials: ["session"],
    tenant: "credential",
    checks: ["headers"],
    maxBytes: LIMITS.bodyMaxBytes,
    repeats: "adds",
  },
  // Not in the description: for the command line of whoever runs the product.
  "POST /v1/operator/tenants/{tenantId}/{action}": {
    credentials: ["operator_token"],
    tenant: "none",
    checks: ["params", "headers"],
    repeats: "same_state",
  },
  "OPTIONS /v1/widget/{agentId}/*": { credentials: [], tenant: "agent", checks: ["headers"], repeats: "safe" },
  "GET /v1/widget/{agentId}/config": {
    credentials: [],
    tenant: "agent",
    checks: ["params", "headers"],
    repeats: "safe",
  },
  "POST /v1/widget/{agentId}/sessions": {
    credentials: [],
    tenant: "agent",
    checks: ["params", "headers", "body"],
    maxBytes: LIMITS.bodyMaxBytes,
    repeats: "adds",
  },
  "POST /v1/widget/{agentId}/sessions/end": {
    credentials: ["visitor_token"],
    tenant: "credential",
    checks: ["params", "headers", "body"],
    maxBytes: LIMITS.bodyMaxBytes,
    repeats: "same_state",
  },
  "POST /v1/widget/{agentId}/sessions/export": {
    credentials: ["visitor_token"],
    tenant: "credential",
    checks: ["params", "headers", "body"],
    maxBytes: LIMITS.bodyMaxBytes,
    repeats: "safe",
  },
  "POST /v1/widget/{agentId}/sessions/erase": {
    credentials: ["visitor_token"],
    tenant: "credential",
    checks: ["params", "headers", "body"],
    maxBytes: LIMITS.bodyMaxBytes,
    repeats: "same_state",
  },
  "GET /v1/chat": { credentials: ["visitor_token"], tenant: "credential", checks: ["headers"], repeats: "same_state" },
};

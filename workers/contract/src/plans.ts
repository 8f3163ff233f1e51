/** What each plan has. Limits, pricing page, dashboard and billing read this one table; prices are settings. */
export type Isolation = "shared" | "schema" | "database";

export interface Plan {
  readonly name: string;
  readonly summary: string;
  readonly agents: number;
  readonly seats: number;
  readonly pages: number;
  readonly messagesPerMonth: number;
  readonly tokensPerMonth: number;
  readonly modelTier: "small" | "standard" | "large";
  readonly retentionDays: number;
  readonly isolation: Isolation;
  readonly support: string;
  /** Passages and their tokens that one answer may draw on. */
  readonly contextPassages: number;
  readonly contextTokens: number;
}

export const PLANS = {
  starter: {
    name: "Starter",
    summary: "One site, one agent, the essentials.",
    agents: 1,
    seats: 2,
    pages: 500,
    messagesPerMonth: 1_000,
    tokensPerMonth: 1_000_000,
    modelTier: "small",
    retentionDays: 30,
    isolation: "shared",
    support: "E-mail, two working days",
    contextPassages: 4,
    contextTokens: 1_500,
  },
  growth: {
    name: "Growth",
    summary: "Several agents and a team behind them.",
    agents: 5,
    seats: 10,
    pages: 5_000,
    messagesPerMonth: 10_000,
    tokensPerMonth: 12_000_000,
    modelTier: "standard",
    retentionDays: 90,
    isolation: "shared",
    support: "E-mail, one working day",
    contextPassages: 6,
    contextTokens: 2_500,
  },
  professional: {
    name: "Professional",
    summary: "Your own schema, larger models, longer memory.",
    agents: 25,
    seats: 50,
    pages: 50_000,
    messagesPerMonth: 60_000,
    tokensPerMonth: 80_000_000,
    modelTier: "large",
    retentionDays: 365,
    isolation: "schema",
    support: "Chat and e-mail, four working hours",
    contextPassages: 8,
    contextTokens: 4_000,
  },
  business: {
    name: "Business",
    summary: "Your own database, in the region you choose.",
    agents: 200,
    seats: 500,
    pages: 500_000,
    messagesPerMonth: 500_000,
    tokensPerMonth: 700_000_000,
    modelTier: "large",
    retentionDays: 730,
    isolation: "database",
    support: "Named engineer, one hour",
    contextPassages: 10,
    contextTokens: 6_000,
  },
} as const satisfies Record<string, Plan>;

export type PlanId = keyof typeof PLANS;
export const PLAN_IDS = Object.keys(PLANS) as PlanId[];

export function isPlanId(value: unknown): value is PlanId {
  return typeof value === "string" && Object.hasOwn(PLANS, value);
}

import type { WidgetConfig } from "@netvexa/contract/http/widget";
import type { LiveAgent } from "../context.ts";

/** What anybody may see of an agent: its published face, and nothing of how it works. */
export function widgetConfig({ agentId, settings }: LiveAgent): WidgetConfig {
  return {
    agentId,
    name: settings.name,
    greeting: settings.greeting,
    starters: settings.starters,
    locale: settings.locale,
    theme: settings.theme,
    ...(settings.visitors === "signed" ? { visitors: "signed" as const } : {}),
  };
}

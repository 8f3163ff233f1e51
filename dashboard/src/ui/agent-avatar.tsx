import "./agent-avatar.css";
import { accentInk } from "../lib/colour.ts";
import { customProperties } from "../lib/custom-properties.ts";

/** The agent's initial on its own colour. */
export function AgentAvatar(props: { name: string; accent: string | undefined }) {
  return (
    <span
      class="agent-avatar"
      aria-hidden="true"
      ref={customProperties(() => ({
        "--agent-accent": props.accent,
        "--agent-ink": props.accent && accentInk(props.accent),
      }))}
    >
      {(Array.from(props.name.trim())[0] ?? "?").toUpperCase()}
    </span>
  );
}

import { usePageTitle } from "../../lib/title.ts";
import { LinkButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";

const TEXT = {
  title: "This page does not exist",
  text: "The address may be mistyped, or what it showed was deleted.",
  back: "Go to your agents",
} as const;

export function NotFound() {
  usePageTitle(() => [TEXT.title]);
  return (
    <div class="stack">
      <h1 class="visually-hidden">{TEXT.title}</h1>
      <EmptyState
        icon="search"
        title={TEXT.title}
        text={TEXT.text}
        action={<LinkButton href="/agents">{TEXT.back}</LinkButton>}
      />
    </div>
  );
}

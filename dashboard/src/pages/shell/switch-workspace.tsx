import { useNavigate, useParams } from "@solidjs/router";
import { createSignal, onMount, Show } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { usePageTitle } from "../../lib/title.ts";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { TEXT } from "./text.ts";

/** A page of its own, so that whoever leaves unsaved changes for another workspace is asked as for any other page. */
export function SwitchWorkspace() {
  const session = useSession();
  const params = useParams<{ tenantId: string }>();
  const navigate = useNavigate();
  const [failure, setFailure] = createSignal<{ error: unknown }>();
  usePageTitle(() => [TEXT.switching]);

  async function enter(): Promise<void> {
    setFailure(undefined);
    try {
      await session.chooseTenant(params.tenantId);
      navigate("/agents", { replace: true });
    } catch (error) {
      setFailure({ error });
    }
  }
  onMount(() => void enter());

  return (
    <main id="main" class="crash" tabIndex={-1}>
      <h1 class="visually-hidden">{TEXT.switching}</h1>
      <Show when={failure()} fallback={<p role="status">{TEXT.switching}…</p>}>
        {(box) => <ProblemPanel error={box().error} onRetry={() => void enter()} />}
      </Show>
    </main>
  );
}

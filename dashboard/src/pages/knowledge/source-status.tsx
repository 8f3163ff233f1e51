import type { Source } from "@netvexa/contract/http/sources";
import { Show } from "solid-js";
import { isRunning } from "../../data/sources.ts";
import { Badge } from "../../ui/badge.tsx";
import { Progress } from "../../ui/progress.tsx";
import { STATUSES } from "./text.ts";

export function SourceStatus(props: { source: Source }) {
  const progress = () => props.source.progress;
  const isCounting = () => props.source.status === "processing" && progress().total > 0;
  return (
    <div class="source-status">
      <span role="status">
        <Badge tone={STATUSES[props.source.status].tone}>{STATUSES[props.source.status].label}</Badge>
      </span>
      <Show when={isRunning(props.source)}>
        <Progress
          label={`Reading ${props.source.name}`}
          value={isCounting() ? progress().done : undefined}
          max={isCounting() ? progress().total : undefined}
        />
        <Show when={isCounting()}>
          <span class="small soft numeric">
            {progress().done} / {progress().total}
          </span>
        </Show>
      </Show>
    </div>
  );
}

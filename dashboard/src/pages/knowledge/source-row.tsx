import type { Source } from "@netvexa/contract/http/sources";
import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { plural } from "../../lib/format.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Time } from "../../ui/time.tsx";
import { SourceProblems } from "./source-problems.tsx";
import { SourceStatus } from "./source-status.tsx";
import { KINDS, TEXT } from "./text.ts";

interface SourceRowProps {
  agentId: string;
  source: Source;
  onRemove: () => void;
  onSync: () => void;
}

export function SourceRow(props: SourceRowProps) {
  const canSync = () => props.source.status === "failed" || props.source.status === "ready";
  return (
    <li class="source">
      <span class="source-icon">
        <Icon name={KINDS[props.source.kind].icon} />
      </span>
      <div class="source-main">
        <A class="source-name truncate" href={`/agents/${props.agentId}/knowledge/${props.source.id}`}>
          {props.source.name}
        </A>
        <p class="small soft">
          {KINDS[props.source.kind].label} · {contentOf(props.source)} · <Time at={props.source.updatedAt} />
        </p>
      </div>
      <SourceStatus source={props.source} />
      <div class="source-actions">
        <Show when={canSync()}>
          <IconButton icon="refresh" label={`${TEXT.sync}: ${props.source.name}`} onClick={() => props.onSync()} />
        </Show>
        <IconButton icon="trash" label={`${TEXT.remove}: ${props.source.name}`} onClick={() => props.onRemove()} />
      </div>
      <SourceProblems source={props.source} />
    </li>
  );
}

export function contentOf(source: Pick<Source, "documents" | "chunks">): string {
  if (source.chunks === 0) return "nothing to answer from yet";
  const passages = plural(source.chunks, TEXT.passage);
  return source.documents > 1 ? `${plural(source.documents, TEXT.document)}, ${passages}` : passages;
}

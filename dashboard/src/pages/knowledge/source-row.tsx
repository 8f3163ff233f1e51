import type { Source } from "@netvexa/contract/http/sources";
import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { plural } from "../../lib/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
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
          {describe(props.source)} · <Time at={props.source.updatedAt} />
        </p>
      </div>
      <SourceStatus source={props.source} />
      <div class="source-actions">
        <Show when={canSync()}>
          <IconButton
            icon="refresh"
            hint={TEXT.sync}
            label={`${TEXT.sync}: ${props.source.name}`}
            onClick={() => props.onSync()}
          />
        </Show>
        <IconButton
          icon="trash"
          hint={TEXT.remove}
          label={`${TEXT.remove}: ${props.source.name}`}
          onClick={() => props.onRemove()}
        />
      </div>
      <SourceProblems source={props.source} />
    </li>
  );
}

/** What kind of source it is and how much there is in it. */
export function describe(source: Pick<Source, "kind" | "documents" | "chunks">): string {
  const parts = [KINDS[source.kind].label];
  if (source.documents > 1) parts.push(plural(source.documents, TEXT.document));
  if (source.chunks > 0) parts.push(plural(source.chunks, TEXT.passage));
  return parts.join(" · ");
}

import { For, Show } from "solid-js";
import type { UploadItem, Uploads } from "../../data/create-uploads.ts";
import { formatBytes } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Progress } from "../../ui/progress.tsx";
import { TEXT } from "./text.ts";

export function UploadList(props: { uploads: Uploads }) {
  return (
    <>
      <p class="visually-hidden" role="status">
        {summary(props.uploads.items)}
      </p>
      <Show when={props.uploads.items.length > 0}>
        <section class="stack" aria-label={TEXT.uploads}>
          <h2>{TEXT.uploads}</h2>
          <ul class="plain uploads">
            <For each={props.uploads.items}>{(item) => <UploadRow item={item} uploads={props.uploads} />}</For>
          </ul>
        </section>
      </Show>
    </>
  );
}

/** Spoken when the picture changes, not at every byte. */
function summary(items: readonly UploadItem[]): string {
  const failed = items.filter((item) => item.phase === "failed").length;
  const running = items.length - failed;
  return [running > 0 ? `Uploading, ${running} to go.` : "", failed > 0 ? `${failed} failed.` : ""].join(" ").trim();
}

const PHASES = { waiting: "Waiting", finishing: "Almost done" } as const;

function UploadRow(props: { item: UploadItem; uploads: Uploads }) {
  const status = () => {
    const { phase, sentBytes, sizeBytes } = props.item;
    if (phase === "failed") return formatBytes(sizeBytes);
    return phase === "sending" ? `${formatBytes(sentBytes)} of ${formatBytes(sizeBytes)}` : PHASES[phase];
  };
  return (
    <li class="upload">
      <Icon name={props.item.phase === "failed" ? "warning" : "file"} />
      <div class="upload-body">
        <p class="upload-head">
          <span class="truncate">{props.item.name}</span>
          <span class="small soft numeric">{status()}</span>
        </p>
        <Show
          when={props.item.problem}
          fallback={
            <Progress
              label={`Upload of ${props.item.name}`}
              value={props.item.phase === "finishing" ? undefined : props.item.sentBytes}
              max={props.item.sizeBytes}
            />
          }
        >
          {(problem) => (
            <p class="small">
              <span class="source-problem">{problem().title}.</span> {problem().message}
            </p>
          )}
        </Show>
      </div>
      <Show when={props.item.problem?.isRetryable}>
        <Button size="small" icon="refresh" onClick={() => props.uploads.retry(props.item.id)}>
          {TEXT.retry}
        </Button>
      </Show>
      <IconButton
        icon="close"
        label={`${TEXT.cancel}: ${props.item.name}`}
        onClick={() => void props.uploads.dismiss(props.item.id)}
      />
    </li>
  );
}

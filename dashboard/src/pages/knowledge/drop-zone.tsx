import { LIMITS } from "@netvexa/contract/limits";
import { createSignal, createUniqueId } from "solid-js";
import { ACCEPTED_FILES, ACCEPTED_LABELS } from "../../data/file-check.ts";
import { formatBytes } from "../../lib/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { TEXT } from "./text.ts";

/** Takes files by drop, by click and by keyboard: under the words is the browser's own file field. */
export function DropZone(props: { onFiles: (files: File[]) => void }) {
  const hintId = createUniqueId();
  const [depth, setDepth] = createSignal(0);

  function take(list: FileList | null | undefined): void {
    const files = Array.from(list ?? []);
    if (files.length > 0) props.onFiles(files);
  }

  return (
    <label
      class="drop-zone"
      classList={{ "drop-zone-active": depth() > 0 }}
      onDragEnter={(event) => {
        event.preventDefault();
        setDepth((count) => count + 1);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDragLeave={() => setDepth((count) => Math.max(0, count - 1))}
      onDrop={(event) => {
        event.preventDefault();
        setDepth(0);
        take(event.dataTransfer?.files);
      }}
    >
      <Icon name="upload" />
      <span class="drop-words">
        {depth() > 0 ? (
          TEXT.dropActive
        ) : (
          <>
            {TEXT.drop} <span class="drop-browse">{TEXT.browse}</span>
          </>
        )}
      </span>
      <span class="small soft" id={hintId}>
        {ACCEPTED_LABELS}. Up to {formatBytes(LIMITS.fileMaxBytes)} each.
      </span>
      <input
        class="drop-input"
        type="file"
        multiple
        accept={ACCEPTED_FILES}
        aria-describedby={hintId}
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file may be chosen again after it failed.
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

import { createSignal } from "solid-js";
import { Dialog } from "../../ui/dialog.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { AddLink } from "./add-link.tsx";
import { AddPairs } from "./add-pairs.tsx";
import { AddText } from "./add-text.tsx";
import { DropZone } from "./drop-zone.tsx";
import { ADD_TEXT } from "./text.ts";

interface AddDialogProps {
  agentId: string;
  open: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onFiles: (files: File[]) => void;
}

export function AddDialog(props: AddDialogProps) {
  const [method, setMethod] = createSignal("link");
  const close = () => props.onOpenChange(false);
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title={ADD_TEXT.title} wide>
      <Tabs
        label={ADD_TEXT.methods}
        value={method()}
        onChange={setMethod}
        tabs={[
          {
            value: "link",
            label: ADD_TEXT.link.tab,
            icon: "link",
            content: () => <AddLink agentId={props.agentId} onClose={close} />,
          },
          {
            value: "text",
            label: ADD_TEXT.text.tab,
            icon: "text",
            content: () => <AddText agentId={props.agentId} onClose={close} />,
          },
          {
            value: "pairs",
            label: ADD_TEXT.pairs.tab,
            icon: "question",
            content: () => <AddPairs agentId={props.agentId} onClose={close} />,
          },
          {
            value: "files",
            label: ADD_TEXT.files,
            icon: "file",
            content: () => (
              <DropZone
                onFiles={(files) => {
                  props.onFiles(files);
                  close();
                }}
              />
            ),
          },
        ]}
      />
    </Dialog>
  );
}

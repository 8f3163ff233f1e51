export const TEXT = {
  title: "Workspace",
  description: "Its name, a copy of its conversations, and its end.",
  loading: "Loading the workspace",
  ownerOnly: "Only an owner can delete the workspace.",
  name: {
    title: "Name",
    description: "Members see it at the top left, and whoever is invited sees it in the mail.",
    label: "Name of the workspace",
    fault: "Enter a name of up to 80 characters.",
    save: "Save name",
    saved: "The name is saved.",
  },
  export: {
    title: "Export conversations",
    description:
      "Every conversation with its answers, ratings and contact details, opened. Keep the file as safe as what it holds.",
  },
  erase: {
    title: "Delete this workspace",
    description: "Deletes all that is in it, for good. Takes an owner who has signed in within the last ten minutes.",
    button: "Delete workspace",
    dialogTitle: "Delete this workspace?",
    dialogText:
      "Agents, knowledge, files, conversations, API keys, members and encryption keys are deleted. Nothing of it can be brought back, by you or by us. Sites that use its agents stop showing the chat. The audit log stays, without a word of a conversation. Your account stays, too.",
    confirm: "Your e-mail address, to confirm",
    mismatch: "This is not the address that you signed in with.",
    cancel: "Cancel",
    working: "This takes a while for a large workspace. Keep the page open; if it stops, delete again to go on.",
    done: "The workspace is deleted.",
  },
} as const;

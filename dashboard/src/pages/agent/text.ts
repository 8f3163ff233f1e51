export const TEXT = {
  loading: "Loading the agent",
  sections: "Agent",
  back: "Agents",
  knowledge: "Knowledge",
  playground: "Playground",
  conversations: "Conversations",
  settings: "Settings",
  install: "Install",
  draft: "Unpublished changes",
  leave: {
    title: "Files are still being uploaded",
    text: "Leaving this agent now stops the uploads that are not finished.",
    stay: "Stay",
    go: "Leave and stop them",
  },
} as const;

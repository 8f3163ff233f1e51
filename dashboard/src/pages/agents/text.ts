export const TEXT = {
  title: "Agents",
  description: "Each agent has its own knowledge, its own look, and a list of sites it may run on.",
  loading: "Loading your agents",
  create: "New agent",
  empty: {
    title: "Create your first agent",
    text: "Give it a name, add what it should know, and paste one line into your site. It answers from your own words and shows where each answer comes from.",
  },
  card: {
    draft: "Unpublished changes",
    noSites: "Not on any site yet",
    updated: "Changed",
  },
  dialog: {
    title: "New agent",
    description: "You can change everything later.",
    name: "Name",
    nameHint: "Visitors see it above the chat.",
    namePlaceholder: "Ask Brightwater",
    nameError: "Give the agent a name of up to 80 characters.",
    site: "Your website",
    siteHint: "Where the agent may run. You can add more sites in its settings.",
    sitePlaceholder: "https://example.com",
    submit: "Create agent",
  },
} as const;

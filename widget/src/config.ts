/** What `GET /v1/widget/:agentId/config` says; every field but the name may be missing. */
export interface Config {
  name: string;
  greeting?: string;
  starters?: string[];
  locale?: string;
  theme?: { accent?: string; position?: string; colorScheme?: string };
}

/** What the loader hands to the panel. */
export interface Place {
  host: HTMLElement;
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  /** Address of the agent's resources, with a closing slash. */
  base: string;
  /** Where the visitor's token is kept. */
  slot: string;
  /** Language asked for by the script tag or the configuration. */
  language: string;
  config: Config;
}

/** What the page and the launcher may ask for. */
export interface Panel {
  open(): void;
  close(): void;
  toggle(): void;
}

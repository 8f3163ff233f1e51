/** What `GET /v1/widget/:agentId/config` says; every field but the name may be missing. */
export interface Config {
  name: string;
  greeting?: string;
  starters?: string[];
  locale?: string;
  /** The page has to sign its visitor in first. */
  visitors?: string;
  theme?: { accent?: string; position?: string; colorScheme?: string };
}

/**
 * The page's word on who the visitor is: a token of its server, or a function that fetches one whenever one is needed;
 * or the older digest of a user id.
 */
export type Identity = { token: string | (() => string | Promise<string>) } | { userId: string; hash: string };

/** What the loader hands to the panel. */
export interface Place {
  host: HTMLElement;
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  /** Puts the host on the page, for visitors whom the agent talks to. */
  appear(): unknown;
  /** Address of the agent's resources, with a closing slash. */
  base: string;
  /** Where the visitor's token is kept. */
  slot: string;
  /** Language asked for by the script tag or the configuration. */
  language: string;
  config: Config;
  /** Undefined for a stranger. */
  identity: Identity | undefined;
}

/** What the page and the launcher may ask for. */
export interface Panel {
  open(): void;
  close(): void;
  toggle(): void;
  /** From here on the visitor is this one, in a conversation apart. */
  identify(identity?: Identity): void;
  /** Ends the visitor's session here and on the server. */
  signOut(): void;
}

import { useQueryClient } from "@tanstack/solid-query";
import { type Accessor, createContext, createMemo, createSignal, type JSX, onMount, useContext } from "solid-js";
import { makeAccessTokenStore } from "./access-token.ts";
import { type Api, makeApi } from "./api.ts";
import {
  chooseTenant,
  enterCode,
  mintToken,
  readSignedIn,
  type SignedIn,
  signIn,
  signInWithPasskey,
  signOut,
  signUp,
} from "./auth.ts";

export type SessionState =
  | { kind: "checking" }
  /** `isChosen`: by signing out here; whoever comes next need not land where the last one was. */
  | { kind: "signed-out"; isChosen: boolean }
  | ({ kind: "signed-in" } & SignedIn)
  | { kind: "problem"; error: unknown };

interface Session {
  state: Accessor<SessionState>;
  api: Api;
  /** True if a code of the second factor is wanted now. */
  signIn: (input: { email: string; password: string }) => Promise<boolean>;
  signInWithPasskey: typeof signInWithPasskey;
  enterCode: (code: string) => Promise<void>;
  chooseTenant: (tenantId: string) => Promise<void>;
  signUp: (input: { name: string; email: string; password: string }) => Promise<void>;
  signOut: () => Promise<void>;
  check: () => Promise<void>;
}

const NOBODY: SignedIn = {
  user: { id: "", name: "", email: "", emailVerified: false, twoFactorEnabled: false },
  sessionId: "",
};

const SessionContext = createContext<Session>();

export function SessionProvider(props: { children: JSX.Element }) {
  const queryClient = useQueryClient();
  const [state, setState] = createSignal<SessionState>({ kind: "checking" });
  const token = makeAccessTokenStore({ mint: mintToken, now: () => Date.now() });

  function end(isChosen: boolean): void {
    token.clear();
    queryClient.clear();
    setState({ kind: "signed-out", isChosen });
  }

  async function check(): Promise<void> {
    try {
      const found = await readSignedIn();
      setState(found ? { kind: "signed-in", ...found } : { kind: "signed-out", isChosen: false });
    } catch (error) {
      setState({ kind: "problem", error });
    }
  }

  async function enter<T>(request: Promise<T>): Promise<T> {
    const answer = await request;
    token.clear();
    queryClient.clear();
    await check();
    return answer;
  }

  const session: Session = {
    state,
    api: makeApi({ fetch: (url, init) => fetch(url, init), token, onSignedOut: () => end(false) }),
    signIn: (input) => enter(signIn(input)),
    signInWithPasskey: (use) => enter(signInWithPasskey(use)),
    enterCode: (code) => enter(enterCode(code)),
    chooseTenant: (tenantId) => enter(chooseTenant(tenantId)),
    signUp: (input) => enter(signUp(input)),
    async signOut() {
      await signOut();
      end(true);
    },
    check,
  };
  onMount(() => void check());
  return <SessionContext.Provider value={session}>{props.children}</SessionContext.Provider>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider above it");
  return session;
}

/** Behind the shell only, where somebody is signed in. */
export function useSignedIn(): Accessor<SignedIn> {
  const { state } = useSession();
  return createMemo<SignedIn>((last) => {
    const now = state();
    // A page may be asked once more while the shell is already leaving it.
    return now.kind === "signed-in" ? now : last;
  }, NOBODY);
}

export function useApi(): Api {
  return useSession().api;
}

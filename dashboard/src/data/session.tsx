import { useQueryClient } from "@tanstack/solid-query";
import { type Accessor, createContext, createSignal, type JSX, onMount, useContext } from "solid-js";
import { makeAccessTokenStore } from "./access-token.ts";
import { type Api, makeApi } from "./api.ts";
import { type AuthUser, chooseTenant, enterCode, mintToken, readUser, signIn, signOut, signUp } from "./auth.ts";

export type SessionState =
  | { kind: "checking" }
  /** `isChosen`: by signing out here; whoever comes next need not land where the last one was. */
  | { kind: "signed-out"; isChosen: boolean }
  | { kind: "signed-in"; user: AuthUser }
  | { kind: "problem"; error: unknown };

interface Session {
  state: Accessor<SessionState>;
  api: Api;
  /** True if a code of the second factor is wanted now. */
  signIn: (input: { email: string; password: string }) => Promise<boolean>;
  enterCode: (code: string) => Promise<void>;
  chooseTenant: (tenantId: string) => Promise<void>;
  signUp: (input: { name: string; email: string; password: string }) => Promise<void>;
  signOut: () => Promise<void>;
  check: () => Promise<void>;
}

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
      const user = await readUser();
      setState(user ? { kind: "signed-in", user } : { kind: "signed-out", isChosen: false });
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

export function useApi(): Api {
  return useSession().api;
}

import { useMutation, useQuery, useQueryClient } from "@tanstack/solid-query";
import { addPasskey, get, post } from "./auth.ts";
import { useSession } from "./session.tsx";

export interface LiveSession {
  id: string;
  token: string;
  createdAt: string;
  updatedAt: string;
  ipAddress: string | null;
  userAgent: string | null;
}

export interface Passkey {
  id: string;
  name: string | null;
  createdAt: string;
}

/** What an authenticator needs, and the codes that stand in for it. Shown once. */
export interface SecondFactor {
  totpURI: string;
  backupCodes: string[];
}

const SESSIONS = ["sessions"] as const;
const PASSKEYS = ["passkeys"] as const;

export function useSessions() {
  return useQuery(() => ({
    queryKey: SESSIONS,
    queryFn: async ({ signal }) => (await get("/auth/list-sessions", signal)) as LiveSession[],
  }));
}

export function useSessionEdits() {
  const client = useQueryClient();
  const session = useSession();
  const onSuccess = () => client.invalidateQueries({ queryKey: SESSIONS });
  const end = useMutation(() => ({
    mutationFn: (token: string) => post("/auth/revoke-session", { token }),
    onSuccess,
  }));
  const endOthers = useMutation(() => ({
    mutationFn: () => post("/auth/revoke-other-sessions", {}),
    onSuccess,
  }));
  const endAll = useMutation(() => ({
    mutationFn: () => post("/auth/revoke-sessions", {}),
    onSuccess: () => session.check(),
  }));
  return { end, endOthers, endAll };
}

export function usePasskeys() {
  return useQuery(() => ({
    queryKey: PASSKEYS,
    queryFn: async ({ signal }) => (await get("/auth/passkey/list-user-passkeys", signal)) as Passkey[],
  }));
}

export function usePasskeyEdits() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: PASSKEYS });
  const add = useMutation(() => ({ mutationFn: addPasskey, onSuccess }));
  const rename = useMutation(() => ({
    mutationFn: (passkey: { id: string; name: string }) => post("/auth/passkey/update-passkey", passkey),
    onSuccess,
  }));
  const remove = useMutation(() => ({
    mutationFn: (id: string) => post("/auth/passkey/delete-passkey", { id }),
    onSuccess,
  }));
  return { add, rename, remove };
}

/** Changes of the account itself; each reads the signed-in person again. */
export function useAccountEdits() {
  const client = useQueryClient();
  const session = useSession();
  async function change<T>(request: Promise<unknown>): Promise<T> {
    const answer = await request;
    await session.check();
    // Some changes put a new session in place of the present one.
    await client.invalidateQueries({ queryKey: SESSIONS });
    return answer as T;
  }
  return {
    rename: (name: string) => change(post("/auth/update-user", { name })),
    changePassword: (input: { currentPassword: string; newPassword: string }) =>
      change(post("/auth/change-password", { ...input, revokeOtherSessions: true })),
    beginSecondFactor: async (password: string) =>
      (await post("/auth/two-factor/enable", { password })) as SecondFactor,
    confirmSecondFactor: (code: string) =>
      change(post("/auth/two-factor/verify-totp", { code: code.replaceAll(" ", "") })),
    endSecondFactor: (password: string) => change(post("/auth/two-factor/disable", { password })),
    async renewRecoveryCodes(password: string) {
      const answer = (await post("/auth/two-factor/generate-backup-codes", { password })) as SecondFactor;
      return answer.backupCodes;
    },
  };
}

import { A, useLocation } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { resetPassword } from "../../data/auth.ts";
import { useSession } from "../../data/session.tsx";
import { tokenOfHash } from "../../lib/hash-token.ts";
import { AuthCard } from "./auth-card.tsx";
import { NewPasswordField } from "./fields.tsx";
import { TEXT } from "./text.ts";

export function ResetPassword() {
  const location = useLocation();
  const session = useSession();
  const token = () => tokenOfHash(location.hash);
  const [password, setPassword] = createSignal("");
  const [isDone, setDone] = createSignal(false);
  const notice = () => {
    if (isDone()) return TEXT.reset.done;
    return token() === "" ? TEXT.reset.noToken : undefined;
  };

  return (
    <AuthCard
      text={TEXT.reset}
      otherHref="/forgot-password"
      isForAll
      notice={notice()}
      afterwards={
        <Show when={isDone()}>
          <p>
            <A href="/sign-in">{TEXT.reset.signIn}</A>
          </p>
        </Show>
      }
      submit={async () => {
        await resetPassword({ token: token(), newPassword: password() });
        // It ended the sessions of that account, perhaps this one.
        await session.check();
        setDone(true);
      }}
    >
      {(isChecked) => (
        <NewPasswordField
          label={TEXT.reset.password}
          value={password()}
          onChange={setPassword}
          isChecked={isChecked()}
        />
      )}
    </AuthCard>
  );
}

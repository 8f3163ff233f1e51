import { useLocation } from "@solidjs/router";
import { createSignal } from "solid-js";
import { resetPassword } from "../../data/auth.ts";
import { tokenOfHash } from "../../lib/hash-token.ts";
import { AuthCard } from "./auth-card.tsx";
import { NewPasswordField } from "./fields.tsx";
import { TEXT } from "./text.ts";

export function ResetPassword() {
  const location = useLocation();
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
      otherHref="/sign-in"
      notice={notice()}
      submit={async () => {
        await resetPassword({ token: token(), newPassword: password() });
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

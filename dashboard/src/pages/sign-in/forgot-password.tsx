import { createSignal } from "solid-js";
import { askForReset } from "../../data/auth.ts";
import { AuthCard } from "./auth-card.tsx";
import { EmailField } from "./fields.tsx";
import { TEXT } from "./text.ts";

export function ForgotPassword() {
  const [email, setEmail] = createSignal("");
  const [isSent, setSent] = createSignal(false);
  return (
    <AuthCard
      text={TEXT.forgot}
      otherHref="/sign-in"
      isForAll
      notice={isSent() ? TEXT.forgot.sent : undefined}
      submit={async () => {
        await askForReset(email().trim());
        setSent(true);
      }}
    >
      {(isChecked) => <EmailField value={email()} onChange={setEmail} isChecked={isChecked()} />}
    </AuthCard>
  );
}

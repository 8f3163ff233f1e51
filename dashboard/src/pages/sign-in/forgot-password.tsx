import { createSignal } from "solid-js";
import { askForReset } from "../../data/auth.ts";
import { TextField } from "../../ui/field.tsx";
import { AuthCard } from "./auth-card.tsx";
import { isEmail } from "./is-email.ts";
import { TEXT } from "./text.ts";

export function ForgotPassword() {
  const [email, setEmail] = createSignal("");
  const [isChecked, setChecked] = createSignal(false);
  const [isSent, setSent] = createSignal(false);
  const emailError = () => (isChecked() && !isEmail(email()) ? TEXT.errors.email : undefined);

  return (
    <AuthCard
      text={TEXT.forgot}
      otherHref="/sign-in"
      notice={isSent() ? TEXT.forgot.sent : undefined}
      validate={() => {
        setChecked(true);
        return !emailError();
      }}
      submit={async () => {
        await askForReset(email().trim());
        setSent(true);
      }}
    >
      <TextField
        label={TEXT.email}
        type="email"
        autocomplete="username"
        value={email()}
        onInput={(event) => setEmail(event.currentTarget.value)}
        error={emailError()}
      />
    </AuthCard>
  );
}

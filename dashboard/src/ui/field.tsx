import { createUniqueId, type JSX, Show, splitProps } from "solid-js";
import "./field.css";

interface FieldFrame {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
}

function describedBy(id: string, frame: FieldFrame): string | undefined {
  return [frame.hint ? `${id}-hint` : "", frame.error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
}

function Frame(props: FieldFrame & { id: string; children: JSX.Element }) {
  return (
    <div class="field">
      <label class="field-label" for={props.id}>
        {props.label}
        <Show when={props.optional}>
          <span class="field-optional"> (optional)</span>
        </Show>
      </label>
      <Show when={props.hint}>
        <p class="field-hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      </Show>
      {props.children}
      <p class="field-error" id={`${props.id}-error`} aria-live="polite">
        {props.error}
      </p>
    </div>
  );
}

const FRAME_KEYS = ["label", "hint", "error", "optional", "class"] as const;

export function TextField(props: FieldFrame & JSX.InputHTMLAttributes<HTMLInputElement>) {
  const id = createUniqueId();
  const [frame, rest] = splitProps(props, FRAME_KEYS);
  return (
    <Frame {...frame} id={id}>
      <input
        type="text"
        {...rest}
        id={id}
        class={`input ${frame.class ?? ""}`}
        aria-invalid={frame.error ? true : undefined}
        aria-describedby={describedBy(id, frame)}
      />
    </Frame>
  );
}

export function TextArea(props: FieldFrame & JSX.TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = createUniqueId();
  const [frame, rest] = splitProps(props, FRAME_KEYS);
  return (
    <Frame {...frame} id={id}>
      <textarea
        {...rest}
        id={id}
        class={`input textarea ${frame.class ?? ""}`}
        aria-invalid={frame.error ? true : undefined}
        aria-describedby={describedBy(id, frame)}
      />
    </Frame>
  );
}

interface SelectProps extends FieldFrame, JSX.SelectHTMLAttributes<HTMLSelectElement> {
  options: readonly { value: string; label: string }[];
}

export function Select(props: SelectProps) {
  const id = createUniqueId();
  const [frame, own, rest] = splitProps(props, FRAME_KEYS, ["options", "value"]);
  return (
    <Frame {...frame} id={id}>
      <select {...rest} id={id} class={`input select ${frame.class ?? ""}`} aria-describedby={describedBy(id, frame)}>
        {own.options.map((option) => (
          <option value={option.value} selected={option.value === own.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}
